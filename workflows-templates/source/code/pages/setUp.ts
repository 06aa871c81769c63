import type { Configuration } from '../shared/configuration';
import type { Choice, MapRow, Problem } from '../shared/settings';
import { LISTS, ROW_DIRECTIONS } from '../shared/settings';
import type { Offered } from './accounts';
import { fittingFields } from './accounts';
import type { Answers } from './answers';
import { mapOf, stampOf } from './answers';
import type { View } from './frame';
import { form, frame } from './frame';
import { Html, html, list, select } from './html';

/** What the page is made of. */
export interface SetUp {
	/** The sync as it is; null for a new one. */
	row: Configuration | null;
	/** What was entered; null when the page is opened. */
	answers: Answers | null;
	offers: Offered;
	/** What is wrong with what was entered. */
	problems: readonly Problem[];
}

/** The settings of a sync, with its field map in two columns. */
export function setUpPage({ row, answers, offers, problems }: SetUp, view: View): string {
	const title = row ? `Settings of ${row.name}` : 'Set up a sync';
	if (offers.unreadable.length > 0) return frame(title, unreadable(offers.unreadable), row, 'setup');
	const shown = answers ?? shownOf(row, offers);
	const inner = html`<button class="unseen" name="deed" value="save" tabindex="-1">Save</button><input type="hidden" name="seen" value="${answers ? shown.seen : stampOf(row)}"><section><h2>What is synced</h2>${textInput('Name', 'name', shown.name, 'text')}<div class="two">${
		row ? fixed(row) : html`${pick('Google contact group', 'groupId', offers.groups, shown.groupId)}${pick('CRM list view', 'viewId', offers.views, shown.viewId)}`
	}${settingLists(shown)}</div></section><section><h2>Which field goes where</h2><p>People are matched by their e-mail addresses, those without one by full name and phone number. Which fields of the CRM fit follows from the Google field and the direction.</p>${map(shown, offers)}<div class="deeds"><button name="deed" value="again">Show the fields that fit now</button></div></section><div class="deeds"><button class="main" name="deed" value="save">Save</button></div>${
		!row && html`<p class="soft">The first sync shows you what it would do, and writes nothing before you approve it.</p>`
	}`;
	return frame(title, html`${wrong(problems)}${form(view, 'save', row, inner)}`, row, 'setup');
}

function shownOf(row: Configuration | null, { suggested }: Offered): Answers {
	return {
		...{ name: row?.name ?? '', groupId: '', viewId: '', atTime: row?.atTime || '06:00', seen: '', save: false },
		chosen: Object.fromEntries(LISTS.map(({ column, standard }) => [column, String(row?.[column] ?? standard)])),
		rows: row ? mapOf(row) : suggested,
	};
}

function unreadable(lines: readonly string[]): Html {
	return html`<section class="told"><h2>An account cannot be read</h2>${list(lines)}<p>The access may have ended. Tell whoever looks after this page that the account has to be connected again. Nothing was changed.</p></section>`;
}

function wrong(problems: readonly Problem[]): Html | null {
	if (problems.length === 0) return null;
	return html`<section class="told" role="alert"><h2>Not saved yet</h2>${list(problems.map(({ problem, remedy }) => html`<strong>${problem}.</strong> ${remedy}`))}</section>`;
}

function textInput(label: string, name: string, value: string, type: 'text' | 'time'): Html {
	return html`<div><label for="${name}">${label}</label><input id="${name}" type="${type}" name="${name}" value="${value}" maxlength="100"></div>`;
}

function fixed({ groupName, viewName }: Configuration): Html {
	return html`<dl><dt>Google contact group</dt><dd>${groupName}</dd><dt>CRM list view</dt><dd>${viewName}</dd></dl><p class="soft">For another group or list view, set up another sync.</p>`;
}

function pick(label: string, name: string, choices: readonly Choice[], chosen: string): Html {
	return select(label, name, [{ value: '', name: 'Choose …' }, ...choices], chosen);
}

function settingLists({ chosen, atTime }: Answers): Html[] {
	return LISTS.flatMap(({ column, label, choices }) => [
		select(label, column, choices, chosen[column]),
		...(column === 'weekday' ? [textInput('Time, if every day or week', 'atTime', atTime, 'time')] : []),
	]);
}

/** Every row with Google's field, the direction, and the fields of the CRM that fit. */
function map({ rows, chosen }: Answers, offers: Offered): Html {
	const names = new Map(offers.googleFields.map(({ value, name }) => [String(value), name]));
	const isOneWay = chosen.direction !== 'both';
	const entries = rows.map((row, index) => mapEntry(row, index, names.get(row.googleField) ?? row.googleField, offers, chosen.direction, isOneWay));
	const free = offers.googleFields.filter(({ value }) => !rows.some(({ googleField }) => googleField === value));
	return html`<ul class="map">${entries}</ul><div class="two">${pick('One more Google field', 'add', free, '')}<div class="deeds"><button name="deed" value="add">Add a row</button></div></div>`;
}

function mapEntry(row: MapRow, index: number, name: string, offers: Offered, direction: string, isOneWay: boolean): Html {
	const fields = fittingFields(offers, row, direction).map((field) => ({ value: field.name, name: field.label }));
	const way = isOneWay
		? html`<input type="hidden" name="direction-${index}" value="${row.direction}"><span class="soft">${direction === 'googleToCrm' ? 'To the CRM' : 'To Google'}</span>`
		: select(`Direction of ${name}`, `direction-${index}`, ROW_DIRECTIONS, row.direction, true);
	return html`<li><span>Google: <strong>${name}</strong></span><input type="hidden" name="google-${index}" value="${row.googleField}">${way}${select(
		`CRM field for ${name}`,
		`crm-${index}`,
		[{ value: '', name: 'Choose …' }, ...told(fields)],
		row.crmField,
		true,
	)}<button name="deed" value="remove-${index}">Remove<span class="unseen"> ${name}</span></button></li>`;
}

/** Labels that several fields bear are told apart by their API names. */
function told(fields: ReadonlyArray<{ value: string; name: string }>): Choice[] {
	return fields.map((one) => (fields.filter(({ name }) => name === one.name).length > 1 ? { ...one, name: `${one.name} (${one.value})` } : one));
}
