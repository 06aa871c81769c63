import { googleCapability } from '../../shared/catalogue/googleFields';
import type { MapProblem } from '../engine/fieldMap/mapMeetings';
import { creationProblems, mapProblems } from '../engine/fieldMap/fieldMap';
import { isPhoneCountry } from '../engine/values/phone';
import type { SyncSettings } from '../engine/model/types';

/** What is wrong with settings of which each value by itself is right, before either side is asked. */
export function settingsProblems(settings: SyncSettings): MapProblem[] {
	return [
		...emptyRows(settings),
		...unknownGoogleFields(settings),
		...mapProblems(settings),
		...creationProblems(settings),
		...unknownCountry(settings),
	];
}

function unknownCountry({ phoneCountry }: SyncSettings): MapProblem[] {
	if (phoneCountry === '' || isPhoneCountry(phoneCountry)) return [];
	return [
		{
			problem: `"${phoneCountry}" is no country code`,
			remedy: 'Set "Default Country for Phones" to a code of two letters, such as US or DE, or leave it empty.',
		},
	];
}

function emptyRows(settings: SyncSettings): MapProblem[] {
	return settings.rows
		.filter((row) => row.crm === '' || row.google === '' || row.google.endsWith(':'))
		.map((row) => ({
			problem: `A row of the field map is incomplete (Google "${row.google}", CRM "${row.crm}")`,
			remedy: 'Choose a field on both sides, with its label where one is asked for, or remove the row.',
		}));
}

function unknownGoogleFields(settings: SyncSettings): MapProblem[] {
	return settings.rows
		.filter((row) => googleCapability(row.google) === undefined)
		.map((row) => ({
			problem: `The field map names the Google field "${row.google}", which does not exist`,
			remedy: 'Choose a field from the list, or remove the row.',
		}));
}
