import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { judgePlace, lookAtPlace, type PlaceFacts } from './places.ts';

const good: PlaceFacts = {
	folder: { isFolder: true, mode: 0o40700 },
	isWritable: true,
	keyFileMode: 0o100600
};
const judge = (facts: Partial<PlaceFacts>) => judgePlace('/data', { ...good, ...facts });

test.each([
	['a private folder with a private key file', {}],
	['a folder that does not exist yet', { folder: undefined, keyFileMode: undefined }],
	['a folder that a group may look into', { folder: { isFolder: true, mode: 0o40750 } }]
])('%s is fine', (_, facts) => {
	expect(judge(facts)).toBeUndefined();
});

test.each([
	['a file', { folder: { isFolder: false, mode: 0o600 } }, 'folder'],
	['a folder that cannot be written to', { isWritable: false }, 'chown'],
	['a folder that everybody reads', { folder: { isFolder: true, mode: 0o40755 } }, 'chmod 700'],
	['a folder that a group writes', { folder: { isFolder: true, mode: 0o40770 } }, 'chmod 700'],
	['a key file that a group reads', { keyFileMode: 0o100640 }, 'chmod 600'],
	['a key file that everybody reads', { keyFileMode: 0o100644 }, 'chmod 600']
])('%s is a fault, with its remedy', (_, facts, remedy) => {
	const fault = judge(facts);
	expect(`${fault?.problem} ${fault?.remedy}`).toContain(remedy);
});

test('what lies on disk is found, also where nothing can be made', () => {
	const root = mkdtempSync(join(tmpdir(), 'latchkey-place-'));
	onTestFinished(() => rmSync(root, { recursive: true }));
	const data = join(root, 'data');
	expect(lookAtPlace(join(data, 'below'))).toEqual({
		folder: undefined,
		isWritable: true,
		keyFileMode: undefined
	});
	mkdirSync(data);
	chmodSync(data, 0o700);
	writeFileSync(join(data, 'master.key'), '', { mode: 0o600 });
	const found = lookAtPlace(data);
	expect(found.folder?.mode.toString(8)).toBe('40700');
	expect(found.keyFileMode?.toString(8)).toBe('100600');
	expect(judgePlace(data, found)).toBeUndefined();
	const inFile = join(data, 'master.key', 'data');
	expect(judgePlace(inFile, lookAtPlace(inFile))?.problem).toContain('written');
});
