import { inPostgres, makePostgresTable } from '../parts/memory';
import { oneConfiguration } from '../parts/oneConfiguration';

export const syncOnePostgres = oneConfiguration('sync-one-postgres', 'Contact Sync: One (Postgres)', {
	memory: inPostgres(),
	make: (flow, position) => flow.add('Make Table', position, makePostgresTable()),
	size: [760, 440],
	top: -300,
});
