const shared = {
	testEnvironment: '<rootDir>/test/setup/oneWorld/environment.js',
	runtime: '<rootDir>/test/setup/oneWorld/runtime.js',
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/(e2e|queue)/', '<rootDir>/test/n8n/'],
	modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/test/n8n/', '<rootDir>/.stryker-tmp/'],
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
	maxWorkers: '100%',
	projects: [
		{ ...shared, displayName: 'sources', testMatch: ['<rootDir>/test/**/*.test.ts'] },
		{
			...shared,
			displayName: 'built',
			testMatch: ['<rootDir>/test/{nodes,workflows,scenarios/wire}/**/*.test.ts'],
			setupFiles: [...shared.setupFiles, '<rootDir>/test/setup/useBuiltPackage.js'],
		},
	],
};
