import type { Configuration } from '../shared/configuration';
import type { MapRow } from '../shared/settings';
import { LISTS } from '../shared/settings';
import { stored } from './stored';

/** What is entered on the set-up page. */
export interface Answers {
	name: string;
	groupId: string;
	viewId: string;
	atTime: string;
	/** Of the settings that are chosen from lists, by column, as text. */
	chosen: Record<string, string>;
	rows: MapRow[];
	/** Whether it is to be saved, not only shown again. */
	save: boolean;
	/** The settings that the form was made of. */
	seen: string;
}

/** Rows of the map at most: as many as a request can carry. */
const MOST_ROWS = 200;

/** The entries of a form. @param saved the sync as it is; null for a new one */
export function answersOf(given: Record<string, string>, saved: Configuration | null): Answers {
	const { deed = 'save', add = '' } = given;
	const rows = givenRows(given, saved).filter((_row, index) => deed !== `remove-${index}`);
	if (deed === 'add' && add !== '') rows.push({ googleField: add, crmField: '', direction: 'both' });
	return {
		name: (given.name ?? '').trim(),
		groupId: saved?.groupId ?? given.groupId ?? '',
		viewId: saved?.viewId ?? given.viewId ?? '',
		atTime: (given.atTime ?? '').trim(),
		chosen: Object.fromEntries(LISTS.map(({ column }) => [column, given[column] ?? ''])),
		rows,
		save: deed === 'save',
		seen: given.seen ?? '',
	};
}

/** A row that was there before keeps what else is set in it. */
function givenRows(given: Record<string, string>, saved: Configuration | null): MapRow[] {
	const before = mapOf(saved);
	const rows: MapRow[] = [];
	for (let index = 0; index < MOST_ROWS && given[`google-${index}`] !== undefined; index++) {
		const [googleField, crmField, direction] = ['google', 'crm', 'direction'].map((part) => given[`${part}-${index}`] ?? '');
		const known = before.find((row) => row.googleField === googleField && row.crmField === crmField);
		rows.push({ ...known, googleField, crmField, direction });
	}
	return rows;
}

export function mapOf(saved: Pick<Configuration, 'fieldMap'> | null): MapRow[] {
	return stored<MapRow[]>(saved?.fieldMap, (rows) => rows.every(({ googleField }) => googleField)) ?? [];
}

/** Tells settings from all others, as far as an accident goes. */
export function stampOf(saved: Configuration | null): string {
	if (!saved) return '';
	const { name, direction, winner, deletes, withoutEmail, frequency, atTime, weekday, fieldMap, tell } = saved;
	let [one, two] = [0xdeadbeef, 0x41c6ce57];
	for (const character of JSON.stringify([name, direction, winner, deletes, withoutEmail, frequency, atTime, weekday, fieldMap, tell])) {
		const code = character.codePointAt(0) ?? 0;
		one = Math.imul(one ^ code, 2654435761);
		two = Math.imul(two ^ code, 1597334677);
	}
	return [one, two].map((part) => (part >>> 0).toString(36)).join('-');
}
