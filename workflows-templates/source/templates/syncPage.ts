import type { Flow, Placed, Step, Template } from '../flow';
import { door, ref } from '../flow';
import type { Also, Route } from '../code/shared/choices';
import { ROUTES } from '../code/shared/choices';
import { CUSTOMERS_CHANGE } from '../code/shared/configuration';
import {
	deleteRows,
	deleteRowsOfAny,
	getRows,
	getRowsInOrder,
	getRowsOfAny,
	insertRow,
	listTables,
	updateRows,
} from '../parts/dataTable';
import { chosen, crm, google, ofResource, reconcile } from '../parts/ownNodes';
import * as steps from '../parts/steps';
import { choose, code, merge, whenNoRowChanged, whenTrue, whichOf } from '../parts/steps';
import { carryOut } from '../parts/sync';
import { PAGES } from '../parts/tables';
import { note } from '../texts';

const CHECKED = "$('Checked').first().json";
const ROW = `${CHECKED}.row`;
const SETTINGS = "$('Settings').first().json";
const TO_UNDO = "$('Rows to Undo').first().json";
const NOW = '={{ $now.toMillis() }}';
const CONTACTS = 'Contacts';
const once = { executeOnce: true } as const;
const always = { alwaysOutputData: true, executeOnce: true } as const;
const UNREADABLE = { executeOnce: true, onError: 'continueRegularOutput' } as const;

/** A condition on a column: it is as it was when the tables were read. */
const asRead = <Column extends string>(column: Column) => [column, 'eq', `={{ ${ROW}.${column} }}`] as const;

export const syncPage: Template = {
	file: 'sync-page',
	description:
		'For customers who never open n8n: a page behind a name and a password, on which they set syncs up, see how they do, decide, undo, pause and end them.',
	settings: { saveDataSuccessExecution: 'none' },
	build(flow) {
		const where = flow.add('Where To', 0, choose(ROUTES.length, whichOf(ROUTES, '$json.route')));
		flow.chain(...asked(flow), where);
		const show = { name: 'Show Page', row: 0 };
		const ways: Record<Route, Placed> = {
			setup: setUp(flow, show),
			undo: undo(flow, show),
			show,
			change: change(flow, show),
			deactivate: deactivate(flow, show),
		};
		ROUTES.forEach((route, index) => flow.connect(door(where, index), ways[route]));
		flow.group('Answer It', () => {
			flow.add(show.name, show.row, { ...code('showPage'), ...once });
			const isDone = flow.add('To Be Seen Elsewhere?', 0, whenTrue('={{ !!$json.location }}'));
			const answer = flow.add('Answer', 0.5, steps.respond('={{ $json.body }}', '={{ $json.status }}'));
			flow.chain(show, isDone, flow.add('Go There', -0.5, steps.redirect('={{ $json.location }}')));
			flow.connect(door(isDone, 1), answer);
		});
		flow.note(note('sync-page'));
		flow.note(note('sync-page-safe'));
	},
};

/** From the request to what of it may be done. */
function asked(flow: Flow): Placed[] {
	const page = flow.add('Page', 0, steps.page('contact-sync', 'contact-sync-page'));
	return flow.group('What Is Asked For', () => {
		const tables = listTables(flow);
		flow.connect(page, tables);
		flow.connect(door(page, 1), tables);
		return [
			tables,
			flow.add('Configurations', 0, { ...getRowsInOrder(PAGES.configurations, 'id'), ...always }),
			flow.add('Secret', 0, { ...getRows(PAGES.secrets), ...always }),
			flow.add('Asked For', 0, code('askedFor')),
			flow.add('Tokens', 0, steps.sign('={{ $json.of }}', "={{ $('Secret').first().json.secret }}", 'token')),
			flow.add('Checked', 0, code('checked')),
		];
	});
}

/** What both accounts offer, the check of what was entered, and its storing. */
function setUp(flow: Flow, show: Placed): Placed {
	const module = chosen('name', CONTACTS);
	const all = { module, returnAll: true };
	const groups = flow.add('Google Groups', -7, { ...ofResource('contactGroup', google('getAll', { returnAll: true })), ...UNREADABLE });
	const views = flow.add('List Views', -7, { ...ofResource('listView', crm('getAll', all)), ...UNREADABLE });
	const fields = flow.add('CRM Fields', -7, { ...ofResource('field', crm('getAll', all)), ...UNREADABLE });
	const check = flow.add('Check Field Map', -7, {
		...reconcile('checkMap', {
			direction: `={{ ${CHECKED}.answers?.chosen.direction ?? 'both' }}`,
			...{ fieldMapFrom: 'json', fieldMapJson: `={{ JSON.stringify(${CHECKED}.answers?.rows ?? []) }}` },
		}),
		onError: 'continueRegularOutput',
	});
	const settings = flow.add('Settings', -7, code('settings'));
	const good = flow.add('To Be Saved?', -7, whenTrue('={{ $json.save }}'));
	const isNew = flow.add('New?', -8, whenTrue('={{ $json.isNew }}'));
	flow.chain(groups, views, fields, check, settings, good, isNew);
	flow.connect(door(good, 1), show);
	flow.connect(isNew, begin(flow, show));
	const save = updateRows(PAGES.configurations, ['id' as const, 'status' as const, ...SET].map(asRead), columns(SET, ENTERED));
	const changed = flow.add('Change Settings', -8, { ...save, ...always });
	flow.connect(door(isNew, 1), changed);
	flow.connect(changed, show);
	return groups;
}

const SET = ['name', 'direction', 'winner', 'deletes', 'withoutEmail', 'frequency', 'atTime', 'weekday', 'fieldMap', 'tell'] as const;

const ENTERED = `${SETTINGS}.judged.settings`;

/** Values of columns, from what an expression gives for all of them. */
function columns<Column extends string>(names: readonly Column[], from: string): Record<Column, string> {
	return Object.fromEntries(names.map((column) => [column, `={{ ${from}.${column} }}`])) as Record<Column, string>;
}

/** Of two that are set up in one moment for the same people, the second one takes itself back. */
function begin(flow: Flow, show: Placed): Placed {
	const made = flow.add('Make It', -9, {
		...insertRow(PAGES.configurations, {
			...columns([...SET, 'groupId', 'groupName', 'viewId', 'viewName'], ENTERED),
			...{ module: CONTACTS, syncName: `={{ ${SETTINGS}.syncName }}`, status: 'paused', askFirst: true },
			...{ dueAt: NOW, leaseUntil: 0 },
		}),
		...once,
	});
	const own = `${ref(made)}.first().json`;
	const samePair = [['groupId', 'eq', `={{ ${own}.groupId }}`], ['viewId', 'eq', `={{ ${own}.viewId }}`]] as const;
	const same = flow.add('Same People', -9, { ...getRowsInOrder(PAGES.configurations, 'id', ...samePair), ...once });
	const second = flow.add('Second?', -9, { ...whenTrue(`={{ $json.id !== ${own}.id }}`), ...once });
	const takeBack = flow.add('Take Back', -9.5, deleteRows(PAGES.configurations, ['id', 'eq', `={{ ${own}.id }}`]));
	const start = flow.add('Begin', -8.5, updateRows(PAGES.configurations, [['id', 'eq', `={{ ${own}.id }}`]], { status: 'active' }));
	flow.chain(made, same, second, takeBack, show);
	flow.connect(door(second, 1), start);
	flow.connect(start, show);
	return made;
}

/** The buttons of a sync: one row, as long as nobody else has changed it since it was read. */
function change(flow: Flow, show: Placed): Placed {
	const where = ['id' as const, 'leaseUntil' as const, ...CUSTOMERS_CHANGE].map(asRead);
	const changed = flow.add('Change', 1, { ...updateRows(PAGES.configurations, where, columns(CUSTOMERS_CHANGE, `${CHECKED}.change`)), ...always });
	flow.connect(changed, show);
	return changed;
}

/** The rows of the journal that are of a sync's group or list view. @param ifSo an expression without which there are none */
const ofScopes = (ifSo: string) =>
	[`${ROW}.groupId`, `${ROW}.module + '/' + ${ROW}.viewId`].map((scope) => ['scope', 'eq', `={{ ${ifSo} ? ${scope} : '' }}`] as const);

/** What the journal holds, and, of what is chosen of it, the way back: first only looked at, then, by a form, carried out. */
function undo(flow: Flow, show: Placed): Placed {
	const journal = flow.add('Journal', -1.5, {
		...getRowsOfAny(PAGES.journal, ...ofScopes('true')),
		...{ ...always, retryOnFail: true },
	});
	const toUndo = flow.add('Rows to Undo', -1.5, code('rowsToUndo'));
	const isChosen = flow.add('Chosen?', -1.5, whenTrue('={{ $json.isChosen }}'));
	const read = flow.add('Read Memory', -3, { ...steps.callWorkflow(), onError: 'continueRegularOutput' });
	const back = flow.add('Undo', -3, {
		...reconcile('undo', {
			...{ rowsFrom: 'json', rowsJson: `={{ ${TO_UNDO}.rows }}`, dryRun: `={{ !${CHECKED}.verb }}` },
			options: { syncName: `={{ ${ROW}.syncName }}` },
		}),
		onError: 'continueErrorOutput',
	});
	const results = { name: 'Results', row: -3 };
	flow.chain(journal, toUndo, isChosen, read, back);
	flow.connect(door(isChosen, 1), show);
	flow.connect(read, door(back, 1));
	carryOut(flow, back, PAGES.journal, results);
	flow.connect(door(back, 4), show);
	flow.add(results.name, results.row, merge(3));
	flow.connect(results, show);
	return journal;
}

/** Stops a sync; then, as ticked, erases what is remembered, ends the access, and takes it off the page. */
function deactivate(flow: Flow, show: Placed): Placed {
	const kept = (column: string) => `={{ ${isTicked('state')} ? '' : ${ROW}.${column} }}`;
	const stop = flow.add('Stop', 2, {
		...updateRows(PAGES.configurations, [asRead('id'), asRead('status'), asRead('leaseUntil')], {
			...{ status: 'inactive', approval: '', decisions: '', apart: kept('apart') },
			...{ lastReport: kept('lastReport'), lastError: kept('lastError'), history: kept('history') },
		}),
		...always,
	});
	const overtaken = flow.add('Not Stopped?', 2, { ...whenNoRowChanged(), ...once });
	flow.chain(stop, overtaken, show);
	const forget = [
		flow.add('What to Erase', 4, { ...code('whatToErase'), ...once }),
		flow.add('Erase Memory', 4, { ...steps.callWorkflow(), alwaysOutputData: true, onError: 'continueRegularOutput' }),
	];
	const journal = flow.add('Erase Journal', 5, { ...deleteRowsOfAny(PAGES.journal, ...ofScopes(isTicked('journal'))), ...always });
	const takeOff = flow.add('Take Off', 5, {
		...deleteRows(PAGES.configurations, ['id', 'eq', `={{ ${isTicked('row')} ? ${ROW}.id : -1 }}`], ['status', 'eq', 'inactive']),
		...always,
	});
	const endGoogle = whereTicked(flow, 'End Google?', 'google', [revoke(flow, 'Revoke Google', google('revokeAccess'))]);
	const endCrm = whereTicked(flow, 'End CRM?', 'crm', [revoke(flow, 'Revoke CRM', crm('revokeAccess'))]);
	flow.connect(door(overtaken, 1), whereTicked(flow, 'Erase It?', 'state', forget)(journal));
	flow.connect(journal, endGoogle(endCrm(takeOff)));
	flow.connect(takeOff, show);
	return stop;
}

function isTicked(what: Also): string {
	return `${CHECKED}.given.${what} === 'yes'`;
}

/** What is done where it was ticked. @returns what connects it to the node that comes next in any case */
function whereTicked(flow: Flow, question: string, what: Also, done: Placed[]): (next: Placed) => Placed {
	const asks = flow.add(question, 5, { ...whenTrue(`={{ ${isTicked(what)} }}`), ...once });
	return (next) => {
		flow.chain(asks, ...done, next);
		flow.connect(door(asks, 1), next);
		return asks;
	};
}

function revoke(flow: Flow, name: string, step: Step): Placed {
	return flow.add(name, 4, { ...ofResource('account', step), ...UNREADABLE });
}
