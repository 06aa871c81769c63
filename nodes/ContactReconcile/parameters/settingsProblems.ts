import { googleCapability, LABELS } from '../../shared/catalogue/googleFields';
import type { MapProblem } from '../engine/fieldMap/mapMeetings';
import { creationProblems, mapProblems } from '../engine/fieldMap/fieldMap';
import { fixedProblems } from '../engine/fieldMap/fixedValues';
import { isPhoneCountry } from '../engine/values/phone';
import type { SyncSettings } from '../engine/model/types';

/** What is wrong with settings of which each value by itself is right, before either side is asked. */
export function settingsProblems(settings: SyncSettings): MapProblem[] {
	return [
		...emptyRows(settings),
		...unknownGoogleFields(settings),
		...transformedLabels(settings),
		...mapProblems(settings),
		...creationProblems(settings),
		...fixedProblems(settings),
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
	const rows = settings.rows.filter((row) => row.crm === '' || row.google === '' || row.google.endsWith(':'));
	const fixed = (settings.fixed ?? []).filter(({ crm, value }) => crm === '' || value === '');
	return [...rows, ...fixed.map(({ crm, value }) => ({ google: `fixed:${value}`, crm }))].map(({ google, crm }) => ({
		problem: `A row of the field map is incomplete (Google "${google}", CRM "${crm}")`,
		remedy: 'Choose a field on both sides, with its label or value where one is asked for, or remove the row.',
	}));
}

function transformedLabels({ rows }: SyncSettings): MapProblem[] {
	if (!rows.some(({ google, transform }) => google === LABELS && transform !== undefined)) return [];
	return [{ problem: 'A row of the field map transforms labels', remedy: 'Let them go as they are: they go to a multi-select, a picklist or a text.' }];
}

function unknownGoogleFields(settings: SyncSettings): MapProblem[] {
	return settings.rows
		.filter((row) => googleCapability(row.google) === undefined)
		.map((row) => ({
			problem: `The field map names the Google field "${row.google}", which does not exist`,
			remedy: 'Choose a field from the list, or remove the row.',
		}));
}
