import { inDataTable } from '../parts/memory';
import { oneConfiguration } from '../parts/oneConfiguration';
import { PAGES } from '../parts/tables';

export const syncOne = oneConfiguration('sync-one', 'Contact Sync: One', {
	memory: inDataTable(PAGES.state),
	size: [760, 400],
	top: -260,
});
