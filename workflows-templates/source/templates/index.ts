import type { Template } from '../flow';
import { addCustomer } from './addCustomer';
import { crmToGoogle } from './crmToGoogle';
import { forgetPerson, forgetPersonOnPage } from './forgetPerson';
import { googleToCrm } from './googleToCrm';
import { syncOne } from './syncOne';
import { syncOnePostgres } from './syncOnePostgres';
import { syncPage } from './syncPage';
import { syncRunner } from './syncRunner';
import { syncSetup } from './syncSetup';
import { twoWay } from './twoWay';
import { twoWayOnChange } from './twoWayOnChange';
import { undo } from './undo';

/** Every template of the package. */
export const templates: Template[] = [
	...[twoWay, twoWayOnChange, googleToCrm, crmToGoogle],
	...[syncSetup, syncOne, syncOnePostgres, syncRunner, syncPage],
	addCustomer,
	undo,
	...[forgetPerson, forgetPersonOnPage],
];
