import { forgetting } from '../parts/forgetting';
import { PAGES, PAIR } from '../parts/tables';

const WHAT =
	'erases one person from what a sync remembers and from its journal, and leaves them out from then on. Nothing is deleted in Google or the CRM.';

export const forgetPerson = forgetting('forget-person', `For a sync by itself: ${WHAT}`, PAIR);

export const forgetPersonOnPage = forgetting(
	'forget-person-on-page',
	`For the syncs of a page, their last reports included: ${WHAT}`,
	PAGES,
);
