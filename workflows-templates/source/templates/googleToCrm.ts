import { onePair } from '../parts/onePair';

export const googleToCrm = onePair(
	'google-to-crm',
	'For those who look after people in Google Contacts and need them in a CRM built on the Zoho CRM Platform. The people of a contact group are brought into the CRM and kept up to date, every 15 minutes. Nothing is ever written to Google.',
	'googleToCrm',
);
