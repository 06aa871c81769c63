import type { Also } from './shared/choices';
import { ALSO } from './shared/choices';
import type { Configuration } from './shared/configuration';
import type { CodeScope, Item } from './shared/scope';
import type { Offered } from './pages/accounts';
import { stampOf } from './pages/answers';
import { OVERTAKEN } from './pages/changes';
import { conflictsPage } from './pages/conflicts';
import { deactivatePage, endedPage } from './pages/deactivate';
import type { View } from './pages/frame';
import { to } from './pages/frame';
import { refusedPage } from './pages/message';
import { overviewPage } from './pages/overview';
import { reportPage } from './pages/report';
import type { Checked, Refused } from './pages/request';
import type { Judged } from './pages/settings';
import { setUpPage } from './pages/setUp';
import { syncPage } from './pages/sync';
import type { Undoable, UndoReport } from './pages/undo';
import { previewPage, undonePage, undoPage } from './pages/undo';

type Answer = { /** Of HTTP. */ status: number; body: string } | { /** Where to look at what was changed. */ location: string };

type Json = Record<string, unknown> & { id?: number; error?: unknown; message?: string; kind?: string; outcome?: string };

/** The answer as HTML, by what was asked for and what the nodes of its way put out. */
export function showPage({ $, DateTime }: CodeScope): Item[] {
	const asked = $('Checked').first<Checked>().json;
	const now = Date.now();
	const view: View = { tokens: asked.tokens, now, time: (at) => DateTime.fromMillis(at).toFormat('cccc d LLLL yyyy, HH:mm') };
	const ran: Ran = (node, output = 0) =>
		$(node).isExecuted
			? $(node)
					.all<Json>(output)
					.map(({ json }) => json)
			: null;
	const rows = (ran('Configurations') ?? []).filter(({ id }) => id) as unknown as Configuration[];
	return [{ json: answer(asked, rows, view, ran) }];
}

/** What a node put out; null where it did not run. */
type Ran = (node: string, output?: number) => Json[] | null;

function answer(asked: Checked, rows: Configuration[], view: View, ran: Ran): Answer {
	const { refused, row, page } = asked;
	if (refused) return refuse(refused, row);
	if (ran('Settings')) return setUp(asked, rows, view, ran);
	if (!row) return shown(overviewPage(rows, view));
	const changed = ran('Change') ?? ran('Stop');
	if (changed && !changed[0]?.id) return refuse(OVERTAKEN, row);
	if (ran('Change')) return { location: to(page, row) };
	if (ran('Rows to Undo')) return undo(row, asked, view, ran);
	if (ran('Stop')) return shown(endedPage(row, ended(asked, ran)));
	switch (page) {
		case 'report':
			return shown(reportPage(row, view));
		case 'conflicts':
			return shown(conflictsPage(row, view));
		case 'deactivate':
			return shown(deactivatePage(row, view));
		case 'overview':
			return shown(overviewPage(rows, view));
		default:
			return shown(syncPage(row, view));
	}
}

function shown(body: string): Answer {
	return { status: 200, body };
}

function refuse(refused: Refused, row: Configuration | null): Answer {
	return { status: refused.status, body: refusedPage(refused, row) };
}

const NOT_FIRST = [{ problem: 'Another sync of this group and this list view was set up in the same moment', remedy: 'Look at that one.' }];

function setUp({ row, answers }: Checked, rows: Configuration[], view: View, ran: Ran): Answer {
	const [{ offers, judged }] = ran('Settings') as unknown as [{ offers: Offered; judged: Judged | null }];
	const saved = ran('Change Settings') ?? ran('Begin');
	if (saved) return saved[0]?.id ? { location: to('sync', { id: saved[0].id }) } : refuse(OVERTAKEN, row);
	const twin = row === null && answers?.save && judged ? twinOf(judged, [...((ran('Same People') ?? []) as unknown as Configuration[]), ...rows], ran('Make It')?.[0].id) : undefined;
	if (twin) return { location: to('sync', twin) };
	const problems = ran('Take Back') ? NOT_FIRST : answers?.save ? (judged?.problems ?? []) : [];
	return { status: problems.length > 0 ? 422 : 200, body: setUpPage({ row, answers, offers, problems }, view) };
}

/** The sync that the same form has made already, as when its button was pressed twice. */
function twinOf({ settings }: Judged, rows: readonly Configuration[], own: number | undefined): Configuration | undefined {
	const stamp = stampOf(settings as Configuration);
	return rows.find((one) => one.id !== own && one.groupId === settings.groupId && one.viewId === settings.viewId && stampOf(one) === stamp);
}

function undo(row: Configuration, { verb, given }: Checked, view: View, ran: Ran): Answer {
	const [found] = ran('Rows to Undo') as unknown as [{ undo: Undoable; isChosen: boolean }];
	if (!found.isChosen) {
		if (verb) return refuse({ status: 409, title: 'Nothing was changed', text: 'Nobody was chosen, or what was chosen is not in the journal any more.' }, row);
		return shown(undoPage(row, found.undo, view, Boolean(given.run || given.person)));
	}
	const error = ran('Read Memory')?.[0]?.error ?? ran('Undo', 4)?.[0]?.error;
	if (error) return refuse({ status: 502, title: 'Nothing was changed', text: `${wordsOf(error)}. Try again in some minutes; if it stays so, tell whoever looks after this page.` }, row);
	if (verb) return shown(undonePage(row, ran('Results') ?? []));
	return shown(previewPage(row, found.undo, ran('Undo', 3)?.[0] as unknown as UndoReport, view));
}

function wordsOf(error: unknown): string {
	const { message = String(error) } = error as { message?: string };
	return message.replace(/\.$/, '');
}

function ended({ given }: Checked, ran: Ran) {
	const left = ran('Erase Memory');
	const answered = (node: string, account: string, where: string) => {
		const [said] = ran(node) ?? [];
		return said && (said.message ?? `The access to the ${account} account was not ended: ${wordsOf(said.error)}. End it there, under ${where}.`);
	};
	const [first] = left ?? [];
	return {
		also: (Object.keys(ALSO) as Also[]).filter((name) => given[name] === 'yes'),
		stateLeft: first?.error ? wordsOf(first.error) : left?.filter(({ syncName }) => syncName).length,
		journalErased: ran('Erase Journal')?.filter(({ id }) => id).length,
		google: answered('Revoke Google', 'Google', 'Security, Third-party connections'),
		crm: answered('Revoke CRM', 'CRM', 'Connected Apps'),
		rowTaken: (ran('Take Off') ?? []).some(({ id }) => id),
	};
}
