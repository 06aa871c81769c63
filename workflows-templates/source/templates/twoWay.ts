import { onePair } from '../parts/onePair';

export const twoWay = onePair('two-way', 'Contact Sync: 2-Way', 'both');
