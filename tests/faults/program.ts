/** A store's server program, which can be killed, paused, and started again on what it had. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const START_LIMIT_MS = 20_000;

export interface Program {
	readonly folder: string;
	start(): Promise<void>;
	/** Kills it and all that it started, without a word, and waits until they are gone. */
	kill(): Promise<void>;
	end(signal: NodeJS.Signals): Promise<void>;
	pause(): void;
	resume(): void;
	/** Ends it for good, with its folder. */
	remove(): Promise<void>;
}

interface Launch {
	readonly command: string;
	readonly args: readonly string[];
	readonly folder: string;
	readonly readyWhen: string;
	readonly owner?: Owner;
}

export type Owner = { readonly uid: number; readonly gid: number } | undefined;

/** PostgreSQL refuses to run as root, so it then runs as an account that owns only its folder. */
export function unprivileged(): Owner {
	if (process.getuid?.() !== 0) return undefined;
	const id = (flag: string) =>
		Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }).trim());
	return { uid: id('-u'), gid: id('-g') };
}

export function newFolder(name: string, owner?: Owner): string {
	const folder = mkdtempSync(join(tmpdir(), `latchkey-faults-${name}-`));
	if (owner) chownSync(folder, owner.uid, owner.gid);
	return folder;
}

/** Every process with the one that started it, on systems with /proc and on others. */
function everyProcess(): (readonly [number, number])[] {
	const listing = existsSync('/proc/self/stat')
		? readdirSync('/proc')
				.filter((name) => /^\d+$/.test(name))
				.map(statOf)
		: execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).split('\n');
	return listing.map((line) => {
		const [pid = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
		return [pid, parent] as const;
	});
}

/** The name of a program, in brackets, may hold anything. */
function statOf(pid: string): string {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		const [, parent = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		return `${pid} ${parent}`;
	} catch {
		return '';
	}
}

/** A process and those below it, the oldest first. */
function familyOf(pid: number): number[] {
	const all = everyProcess();
	const below = (parent: number): number[] =>
		all.flatMap(([child, its]) => (its === parent ? [child, ...below(child)] : []));
	return [pid, ...below(pid)];
}

function signalTo(pid: number, signal: NodeJS.Signals | 0): boolean {
	try {
		return process.kill(pid, signal);
	} catch {
		return false;
	}
}

export function createProgram({ command, args, folder, readyWhen, owner }: Launch): Program {
	let child: ChildProcess | undefined;

	const family = () => (child?.pid === undefined ? [] : familyOf(child.pid));
	const isUp = () => child !== undefined && child.exitCode === null && child.signalCode === null;

	async function start(): Promise<void> {
		const options = { cwd: folder, detached: true, ...owner };
		const started = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
		child = started;
		let output = '';
		await new Promise<void>((ready, fail) => {
			const giveUp = () => fail(new Error(`${command} did not start:\n${output}`));
			const timer = setTimeout(giveUp, START_LIMIT_MS);
			const read = (text: string) => {
				output = `${output}${text}`.slice(-4000);
				if (!output.includes(readyWhen)) return;
				clearTimeout(timer);
				ready();
			};
			for (const stream of [started.stdout, started.stderr])
				stream.setEncoding('utf8').on('data', read);
			started.once('error', fail);
			started.once('exit', giveUp);
		});
	}

	async function end(signal: NodeJS.Signals): Promise<void> {
		if (!child || !isUp()) return;
		const gone = once(child, 'close');
		child.kill(signal);
		await gone;
	}

	async function kill(): Promise<void> {
		const pids = family();
		// Stopped first, so that nobody below has time to notice and to tidy up.
		for (const pid of pids) signalTo(pid, 'SIGSTOP');
		for (const pid of pids) signalTo(pid, 'SIGKILL');
		while (isUp() || pids.some((pid) => signalTo(pid, 0))) await delay(10);
	}

	return {
		folder,
		start,
		kill,
		end,
		pause: () => family().forEach((pid) => signalTo(pid, 'SIGSTOP')),
		resume: () => family().forEach((pid) => signalTo(pid, 'SIGCONT')),
		async remove() {
			await kill();
			rmSync(folder, { recursive: true, force: true });
		}
	};
}
