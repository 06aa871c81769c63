import { inPostgres, makePostgresTable } from '../parts/memory';
import { oneConfiguration } from '../parts/oneConfiguration';

export const syncOnePostgres = oneConfiguration(
	'sync-one-postgres',
	'The sync itself, for large syncs and many of them: another workflow calls it with a configuration, from which every setting comes. It keeps what it remembers in Postgres, notes the run in the configuration, and hands a report on.',
	{ memory: inPostgres(), make: (flow) => flow.add('Make Table', 0, makePostgresTable()) },
);
