import { ON_CHANGE, onePair } from '../parts/onePair';

export const twoWayOnChange = onePair(
	'two-way-on-change',
	'For those who keep the same people in Google Contacts and in a CRM built on the Zoho CRM Platform, and want an edit to arrive within a minute or two. A contact group and a list view are kept in step, field by field, as soon as either shows a change, and nothing runs while nothing changes.',
	'both',
	ON_CHANGE,
);
