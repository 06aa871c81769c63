import { onePair } from '../parts/onePair';

export const twoWay = onePair(
	'two-way',
	'For those who keep the same people in Google Contacts and in a CRM built on the Zoho CRM Platform. A contact group and a list view are kept in step, field by field, every 15 minutes: new people, edits and, if wanted, deletions go both ways.',
	'both',
);
