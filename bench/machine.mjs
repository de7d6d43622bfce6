/** The machine: which core serves and which one asks, and what a reader of the results must know of it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, totalmem } from 'node:os';

const TICKS_PER_SECOND = 100;

/** `taskset` gives a process its cores; without it, or with one core, nothing is pinned. */
const canPin =
	availableParallelism() > 1 && spawnSync('taskset', ['-p', String(process.pid)]).status === 0;

/** The core of the server that is measured. All else stays off it. */
const SERVER_CORE = '0';
const everyCore = `0-${availableParallelism() - 1}`;

/** What to put before a command so that it runs on the server's core, or on all of them. */
export function onCores(which) {
	if (!canPin) return [];
	return ['taskset', '-c', which === 'server' ? SERVER_CORE : everyCore];
}

/** Moves this process, which sends the load, and the stores that it starts, off the server's core. */
export function leaveServerCore() {
	if (!canPin) return;
	const others = availableParallelism() > 2 ? `1-${availableParallelism() - 1}` : '1';
	execFileSync('taskset', ['-a', '-c', '-p', others, String(process.pid)], { stdio: 'ignore' });
}

/** Processor seconds that a process has used, all its threads together; undefined where the system does not tell. */
export function cpuSecondsOf(pid) {
	const stat = readOrUndefined(`/proc/${pid}/stat`);
	if (stat === undefined) return undefined;
	// The name, in parentheses, may hold spaces.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Megabytes of memory that a process holds. */
export function memoryOf(pid) {
	const status = readOrUndefined(`/proc/${pid}/status`);
	const kilobytes = /^VmRSS:\s+(\d+)/m.exec(status ?? '')?.[1];
	return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}

/** As they are before anything is measured. */
export function machineFacts() {
	const [cpu] = cpus();
	return {
		processor: cpu?.model.trim() || 'unknown',
		cores: cpus().length,
		memoryGB: Math.round(totalmem() / 2 ** 30),
		system: `${process.platform} ${arch()}`,
		node: process.version,
		/** Of before the run: what else the machine was busy with. */
		load: loadavg()[0],
		isPinned: canPin
	};
}

function readOrUndefined(path) {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return undefined;
	}
}
