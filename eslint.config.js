import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import { defineConfig, globalIgnores } from 'eslint/config';
import ts from 'typescript-eslint';

/** Syntax that is banned, with the remedy as the message. */
const ban = (entries) => entries.map(([selector, message]) => ({ selector, message }));

const ambient = ban([
	['CallExpression[callee.object.name="Date"][callee.property.name="now"]', 'Take a Clock.'],
	['NewExpression[callee.name="Date"][arguments.length=0]', 'Take a Clock.'],
	[
		'CallExpression[callee.property.name=/^(random|randomUUID|randomBytes|randomInt|getRandomValues)$/]',
		'Take a Random.'
	],
	[
		'CallExpression[callee.name=/^(randomUUID|randomBytes|randomInt|getRandomValues)$/]',
		'Take a Random.'
	],
	['MemberExpression[object.name="process"][property.name="env"]', 'Read it in config/.']
]);

const words = ban([
	[
		'Identifier[name=/(twoFactor|TwoFactor|2fa|2FA|^mfa|Mfa|MFA)/]',
		'Say factor, challenge or step-up.'
	]
]);

const style = ban([
	['ExportDefaultDeclaration', 'Export it by name.'],
	['TSEnumDeclaration', 'Use a union of literals.'],
	['ClassDeclaration:not([superClass.name=/Error$/])', 'Use a createX(deps) closure.']
]);

const ambientGlobals = Object.fromEntries(
	['process', 'console', 'performance', 'URL', 'URLSearchParams', 'AbortSignal', 'Buffer', 'fetch']
		.concat([
			'setTimeout',
			'clearTimeout',
			'setInterval',
			'clearInterval',
			'setImmediate',
			'Response'
		])
		.map((name) => [name, 'readonly'])
);

const typed = {
	extends: [ts.configs.recommendedTypeCheckedOnly],
	languageOptions: { parserOptions: { projectService: true } },
	rules: {
		'@typescript-eslint/switch-exhaustiveness-check': 'error',
		'@typescript-eslint/consistent-type-imports': 'error',
		'@typescript-eslint/no-floating-promises': 'error',
		'@typescript-eslint/only-throw-error': 'error',
		'@typescript-eslint/require-await': 'off',
		// There are no classes: what looks like a method here is a closure.
		'@typescript-eslint/unbound-method': 'off'
	}
};

const unused = {
	rules: {
		'@typescript-eslint/no-unused-vars': [
			'error',
			{ argsIgnorePattern: '^_', caughtErrors: 'none' }
		]
	}
};

export default defineConfig(
	globalIgnores(['**/.svelte-kit', '**/build', 'data', 'dist', 'test-results']),
	js.configs.recommended,
	ts.configs.recommended,
	svelte.configs.recommended,
	prettier,
	svelte.configs.prettier,
	unused,
	{ files: ['{src,tests,migrations}/**/*.ts'], ignores: ['**/*.svelte.ts'], ...typed },
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { parser: ts.parser } },
		rules: {
			// svelte-check knows the names.
			'no-undef': 'off',
			// The service stands at the root of its origin.
			'svelte/no-navigation-without-resolve': 'off'
		}
	},
	{
		files: ['src/**'],
		rules: {
			'no-console': 'error',
			'no-restricted-syntax': ['error', ...ambient, ...words, ...style],
			'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
			complexity: ['error', 10]
		}
	},
	{
		files: ['src/lib/components/**'],
		rules: {
			'no-restricted-imports': ['error', { patterns: [{ regex: '(^#lib|/)/?server/' }] }]
		}
	},
	{
		files: ['src/routes/**/*.ts', 'src/hooks.*.ts'],
		rules: { 'max-lines-per-function': ['error', 40] }
	},
	{
		// Where time, randomness and the environment come from.
		files: [
			'src/lib/server/core/**',
			'src/lib/server/config/**',
			'src/main/**',
			'src/{client,verifier}/surroundings.ts',
			'src/lib/phone/surroundings.ts'
		],
		rules: { 'no-restricted-syntax': ['error', ...words, ...style] }
	},
	{
		files: ['**/*.{test,contract,fixture}.ts', 'tests/**'],
		rules: { 'no-restricted-syntax': ['error', ...words], 'max-lines': 'off' }
	},
	{
		files: ['scripts/**', '*.js', '{bench,tests}/**/*.mjs', 'examples/**/*.{mjs,js,svelte}'],
		languageOptions: { globals: ambientGlobals },
		rules: { complexity: ['error', 10], 'max-lines': ['error', 250] }
	},
	{
		// Runs in a page.
		files: ['examples/*/public/**'],
		languageOptions: {
			globals: { document: 'readonly', location: 'readonly', FormData: 'readonly' }
		}
	},
	{
		// Runs in a worker of the browser.
		files: ['src/lib/phone/worker.js'],
		languageOptions: {
			globals: { self: 'readonly', caches: 'readonly', fetch: 'readonly', URL: 'readonly' }
		}
	},
	{
		// Playwright reads the names of a fixture's first argument, so it must be a pattern.
		files: ['tests/**'],
		rules: { 'no-empty-pattern': 'off', complexity: ['error', 10] }
	}
);
