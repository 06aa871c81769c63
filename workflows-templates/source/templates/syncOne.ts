import { inDataTable } from '../parts/memory';
import { oneConfiguration } from '../parts/oneConfiguration';
import { PAGES } from '../parts/tables';

export const syncOne = oneConfiguration(
	'sync-one',
	'The sync itself, for many syncs of one pair of accounts: another workflow calls it with a configuration, from which every setting comes. It keeps what it remembers in a data table, notes the run in the configuration, and hands a report on.',
	{ memory: inDataTable(PAGES.state) },
);
