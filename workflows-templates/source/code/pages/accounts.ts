import type { Choice, MapRow, Problem } from '../shared/settings';

interface Group {
	resourceName: string;
	groupType: string;
	name: string;
	formattedName?: string;
}

export interface CrmField {
	name: string;
	label: string;
	kind: string;
	writable: boolean;
}

export interface GoogleField extends Choice {
	kind: string;
}

/** What both accounts offer, or why one of them cannot be read. */
export interface Offered {
	groups: Choice[];
	views: Choice[];
	crmFields: CrmField[];
	googleFields: GoogleField[];
	/** A map to begin with. */
	suggested: MapRow[];
	/** What is wrong with the given map. */
	problems: Problem[];
	unreadable: string[];
}

type Json = Record<string, unknown> & { error?: string };

/** Reads what the nodes of both accounts put out. @param all the items of a node, by its name */
export function offered(all: (node: string) => Json[]): Offered {
	const [groups, views, fields] = ['Google Groups', 'List Views', 'CRM Fields'].map(all);
	const [map = {}] = all('Check Field Map');
	const unreadable = [
		...(groups[0]?.error ? [`Google: ${groups[0].error}`] : []),
		...[views, fields].flatMap(([first]) => (first?.error ? [`CRM: ${first.error}`] : [])),
	];
	if (unreadable.length === 0 && map.error) unreadable.push(map.error);
	return {
		groups: toldApart(ownGroups(groups as unknown as Group[])),
		views: toldApart((views as unknown as Array<{ id: string; name: string }>).map(({ id, name }) => ({ value: id, name }))),
		crmFields: (fields as unknown as CrmField[]).filter(({ name }) => name).sort((a, b) => a.label.localeCompare(b.label)),
		googleFields: (map.googleFields as GoogleField[] | undefined) ?? [],
		suggested: emailFirst((map.suggestedRows as MapRow[] | undefined) ?? []),
		problems: inLabels((map.problems as Problem[] | undefined) ?? [], [...named(map.googleFields), ...named(fields)]),
		unreadable: [...new Set(unreadable)],
	};
}

function named(fields: unknown): Array<[string, string]> {
	return ((fields as Array<{ name: string; value?: string; label?: string }> | undefined) ?? []).map(({ name, value, label }) => [value ?? name, label ?? name]);
}

/** What is wrong with a map, with its fields as the page calls them. */
function inLabels(problems: readonly Problem[], names: ReadonlyArray<readonly [string, string]>): Problem[] {
	const labels = new Map(names);
	return problems.map(({ problem }) => ({
		problem: problem.replace(/"([^"]+)"/g, (_all, name: string) => `“${labels.get(name) ?? name}”`),
		remedy: 'Change, add or remove a row below.',
	}));
}

function ownGroups(groups: readonly Group[]): Choice[] {
	const own = groups.filter(({ groupType, name }) => groupType === 'USER_CONTACT_GROUP' || name === 'myContacts');
	return own.map(({ resourceName, name, formattedName }) => ({
		value: resourceName,
		name: name === 'myContacts' ? 'My contacts' : (formattedName ?? name),
	}));
}

/** Of those that bear the same name, each gets a number. */
function toldApart(choices: readonly Choice[]): Choice[] {
	return choices.map((one, index) => {
		const isSame = ({ name }: Choice) => name === one.name;
		if (choices.filter(isSame).length === 1) return one;
		return { ...one, name: `${one.name} (${choices.slice(0, index + 1).filter(isSame).length})` };
	});
}

/** People are matched by their e-mail. */
function emailFirst(rows: readonly MapRow[]): MapRow[] {
	const isEmail = ({ googleField }: MapRow) => googleField === 'workEmail';
	return [...rows.filter(isEmail), ...rows.filter((row) => !isEmail(row))];
}

/** The kinds of CRM fields that take values of a Google field's kind, besides plain text. */
const FITTING: Record<string, readonly string[]> = {
	text: ['note', 'picklist', 'multiPicklist', 'lookup', 'number', 'url', 'country'],
	note: ['note'],
	country: ['country', 'picklist', 'note'],
	phone: ['phone', 'note'],
	email: ['email', 'note'],
	url: ['url', 'note'],
	date: ['date', 'note'],
	labels: ['multiPicklist', 'picklist'],
};

/** The CRM fields that a row of the map may have: of a fitting kind, and none that can only be read where it is written to. */
export function fittingFields({ crmFields, googleFields }: Offered, row: MapRow, direction: string): CrmField[] {
	const kind = googleFields.find(({ value }) => value === row.googleField)?.kind ?? 'text';
	const isRead = direction === 'crmToGoogle' || row.direction === 'toGoogle';
	return crmFields.filter((field) => {
		if (field.name === row.crmField) return true;
		const isFitting = field.kind === 'text' || field.kind === kind || (FITTING[kind] ?? []).includes(field.kind);
		return isFitting && (field.writable || isRead);
	});
}
