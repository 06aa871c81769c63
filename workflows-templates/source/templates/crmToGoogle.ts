import { onePair } from '../parts/onePair';

export const crmToGoogle = onePair('crm-to-google', 'Contact Sync: CRM to Google', 'crmToGoogle');
