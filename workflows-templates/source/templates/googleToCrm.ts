import { onePair } from '../parts/onePair';

export const googleToCrm = onePair('google-to-crm', 'Contact Sync: Google to CRM', 'googleToCrm');
