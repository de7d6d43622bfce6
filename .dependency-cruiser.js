/** The import direction, one rule per arrow that must not exist. */
const SERVER = '^src/lib/server';
const CAPABILITY = `${SERVER}/(?!core/|http/|adapters/|[^/]+\\.ts$)`;
const TEST = '\\.(test|contract|fixture)\\.ts$';
const BUILT_IN = ['core'];

/** A package that one folder may import, so that it can be replaced there. */
const fence = (name, folder) => ({
	name: `${name.replace(/\W+/g, '-').replace(/^-/, '')}-stays-in-its-folder`,
	comment: `Only src/lib/server/${folder} may import ${name}.`,
	severity: 'error',
	from: { path: '^(src|migrations)', pathNot: [`${SERVER}/${folder}`, TEST] },
	to: { path: `node_modules/${name}/` }
});

export default {
	forbidden: [
		{
			name: 'core-imports-nothing',
			comment: 'core is the floor: no capability, no framework, no package but what Node has.',
			severity: 'error',
			from: { path: `${SERVER}/core/`, pathNot: TEST },
			to: { pathNot: `${SERVER}/core/`, dependencyTypesNot: BUILT_IN }
		},
		{
			name: 'domain-knows-no-outside',
			comment:
				'Capabilities see core and each other, never HTTP, adapters, routes or the framework.',
			severity: 'error',
			from: { path: CAPABILITY, pathNot: TEST },
			to: {
				path: [
					`${SERVER}/(http|adapters)/`,
					`${SERVER}/app\\.ts$`,
					'^src/(routes|hooks|main|cli|lib/components)',
					'^migrations/',
					'^\\$(app|env)',
					'node_modules/(pg|kysely|redis|prom-client|nodemailer)/',
					'node_modules/@(sveltejs|redis)/'
				]
			}
		},
		{
			name: 'enter-by-index',
			comment: 'Outside a folder, import its index.ts.',
			severity: 'error',
			from: { path: `${SERVER}/([^/]+)/`, pathNot: TEST },
			to: { path: `${CAPABILITY}.+/`, pathNot: [`${SERVER}/$1/`, '/index\\.ts$', TEST] }
		},
		{
			name: 'edge-enters-by-index',
			comment: 'Outside a folder, import its index.ts.',
			severity: 'error',
			from: {
				path: ['^src/(routes|hooks|main|cli)', `${SERVER}/[^/]+\\.ts$`],
				pathNot: TEST
			},
			to: { path: `${CAPABILITY}.+/`, pathNot: '/index\\.ts$' }
		},
		{
			name: 'factors-are-strangers',
			comment: 'A second-factor method must be removable by deleting its folder.',
			severity: 'error',
			from: { path: `${SERVER}/factors/([^/]+)/` },
			to: { path: `${SERVER}/factors/[^/]+/`, pathNot: `${SERVER}/factors/$1/` }
		},
		{
			name: 'only-the-root-names-adapters',
			comment:
				'app.ts joins ports and adapters (app-interface.ts says to what), of which stores.ts opens the stores, outgoing.ts what carries messages, shell.ts for commands; no one else knows which there are.',
			severity: 'error',
			from: {
				path: '^src',
				pathNot: [
					`${SERVER}/(app|app-interface|stores|outgoing|shell)\\.ts$`,
					`${SERVER}/adapters/`,
					TEST
				]
			},
			to: { path: `${SERVER}/adapters/` }
		},
		{
			name: 'adapters-do-not-serve',
			comment: 'An adapter implements a port; it never looks up at HTTP, routes or the root.',
			severity: 'error',
			from: { path: `${SERVER}/adapters/`, pathNot: TEST },
			to: { path: [`${SERVER}/http/`, `${SERVER}/app\\.ts$`, '^src/(routes|hooks|main|cli)'] }
		},
		{
			name: 'the-shell-serves-nobody',
			comment: 'Commands use the capabilities; they answer no request and draw no page.',
			severity: 'error',
			from: { path: '^src/cli/', pathNot: TEST },
			to: {
				path: [`${SERVER}/http/`, '^src/(routes|hooks|main/(?!node-version)|lib/components)'],
				pathNot: TEST
			}
		},
		{
			name: 'nobody-calls-the-shell',
			comment: 'The command line is a process of its own.',
			severity: 'error',
			from: { path: '^src', pathNot: ['^src/cli/', TEST] },
			to: { path: '^src/cli/' }
		},
		{
			name: 'components-are-client',
			comment: 'Components get props and callbacks.',
			severity: 'error',
			from: { path: '^src/lib/components/' },
			to: { path: [SERVER, '^src/routes/'] }
		},
		fence('lucia', 'sessions/'),
		fence('oidc-provider', 'openid/'),
		fence('@simplewebauthn/server', 'webauthn/'),
		fence('otplib', 'factors/totp/'),
		fence('@node-rs/argon2', 'passwords/'),
		fence('redis', 'adapters/redis/'),
		fence('nodemailer', 'adapters/smtp/'),
		fence('prom-client', 'adapters/prometheus/'),
		{
			name: 'no-cycles',
			comment: 'Two modules that need each other are one, or miss a third.',
			severity: 'error',
			from: {},
			to: { circular: true }
		},
		{
			name: 'no-orphans',
			comment: 'Nothing imports it and it imports nothing: delete it.',
			severity: 'error',
			from: { orphan: true, path: '^src/lib/' },
			to: {}
		},
		{
			name: 'no-tests-in-production',
			comment: 'What tests need stays with the tests.',
			severity: 'error',
			from: { path: '^src', pathNot: TEST },
			to: { path: TEST }
		},
		{
			name: 'imports-resolve',
			comment: 'What is not found is not checked.',
			severity: 'error',
			from: {},
			to: { couldNotResolve: true, pathNot: ['^\\$app', '^\\./\\$types', '\\.wasm\\?url$'] }
		}
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		exclude: { path: '^\\.svelte-kit' },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.json' },
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['svelte', 'node', 'import', 'types', 'default'],
			extensions: ['.ts', '.js', '.svelte']
		}
	}
};
