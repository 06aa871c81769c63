const { existsSync } = require('node:fs');

/** What proves that the bundle does what the sources do; `npm run test:deep` runs all that concerns the nodes on it. */
const ON_THE_BUNDLE = [
	'nodes/google/applyChanges',
	'nodes/google/contacts',
	'nodes/google/getChanges',
	'nodes/crm/applyChanges',
	'nodes/crm/getChanges',
	'nodes/crm/records',
	'nodes/reconcile/settings',
	'workflows/twoWay',
	'workflows/undo',
].map((name) => `<rootDir>/test/${name}.test.ts`);

for (const file of ON_THE_BUNDLE) {
	if (!existsSync(file.replace('<rootDir>', __dirname))) throw new Error(`${file} is not there: choose another one in jest.config.js`);
}

const shared = {
	rootDir: __dirname,
	testEnvironment: '<rootDir>/test/setup/oneWorld/environment.js',
	runtime: '<rootDir>/test/setup/oneWorld/runtime.js',
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/(e2e|queue)/', '<rootDir>/test/n8n/'],
	modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/test/n8n/', '<rootDir>/.stryker-tmp/'],
	globalSetup: '<rootDir>/test/setup/sayWhatIsMissing.js',
	setupFiles: ['<rootDir>/test/setup/seed.js', '<rootDir>/test/setup/quickWaits.js'],
	transform: {
		'^.+\\.ts$': [
			'@swc/jest',
			{ jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
		],
	},
};

/** @type {import('jest').Config} */
module.exports = {
	testTimeout: 60_000,
	// Jest would leave one core idle.
	maxWorkers: '100%',
	projects: [
		{ ...shared, displayName: 'sources', testMatch: ['<rootDir>/test/**/*.test.ts', '!<rootDir>/test/soak/*'] },
		{
			...shared,
			displayName: 'built',
			testMatch: ON_THE_BUNDLE,
			setupFiles: [...shared.setupFiles, '<rootDir>/test/setup/useBuiltPackage.js'],
		},
	],
};
