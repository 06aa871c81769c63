import { onePair } from '../parts/onePair';

export const crmToGoogle = onePair(
	'crm-to-google',
	'For those who want the people of a CRM built on the Zoho CRM Platform on their phones and in Gmail. The people of a list view are brought into a Google contact group and kept up to date, every 15 minutes. Nothing is ever written to the CRM.',
	'crmToGoogle',
);
