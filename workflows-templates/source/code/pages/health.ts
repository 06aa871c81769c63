import type { Configuration } from '../shared/configuration';
import type { View } from './frame';
import { form } from './frame';
import { count, Html, html, list } from './html';
import type { Day } from './lastRun';
import { approvable, historyOf, lastRunOf, refusalOf } from './lastRun';

interface State {
	text: string;
	tone: 'good' | 'bad' | 'warn' | 'soft';
}

/** How a sync does, in a few words. */
export function stateOf(row: Configuration, now: number): State {
	if (row.leaseUntil > now) return { text: 'A sync is going on', tone: 'good' };
	if (row.status === 'paused') return { text: 'Paused: nothing is synced until you resume it', tone: 'soft' };
	if (row.status === 'inactive') return { text: 'Deactivated: nothing is synced', tone: 'soft' };
	if (row.lastError) return { text: 'The last sync failed', tone: 'bad' };
	const refusal = refusalOf(row);
	if (refusal && row.approval === refusal.digest) return { text: 'Approved: the sync starts within a minute', tone: 'good' };
	if (refusal) return { text: 'Waits for your approval', tone: 'warn' };
	const run = lastRunOf(row);
	if (!run) return { text: 'Set up: the first sync starts within a minute', tone: 'good' };
	if (run.attention.length > 0) return { text: 'Needs your attention', tone: 'warn' };
	return { text: 'Works', tone: 'good' };
}

export function stateLine(row: Configuration, now: number): Html {
	const { text, tone } = stateOf(row, now);
	return html`<p class="state ${tone}">${text}</p>`;
}

/** Last and next sync, and who is in step, as pairs of words. */
export function facts(row: Configuration, { now, time }: View): Html {
	const run = lastRunOf(row);
	const isDue = row.status === 'active' && row.leaseUntil <= now;
	const next = row.dueAt > now ? time(row.dueAt) : 'Within a minute';
	return html`<dl><dt>Google group</dt><dd>${row.groupName}</dd><dt>CRM list view</dt><dd>${row.viewName}</dd><dt>Last sync</dt><dd>${
		row.lastSync ? time(Date.parse(row.lastSync)) : 'None yet'
	}</dd>${isDue && html`<dt>Next sync</dt><dd>${next}</dd>`}${
		run && html`<dt>In step</dt><dd>${run.classes.inSync} of ${count(run.contacts, 'contact')}</dd>`
	}</dl>`;
}

/** What keeps a sync from working, with what to do. */
export function troubles(row: Configuration, view: View): Html | null {
	const run = lastRunOf(row);
	const { lastError } = row;
	if (lastError) {
		const [at] = lastError.split(' ', 1);
		return html`<section class="told"><h2>The last sync failed</h2><p>On ${view.time(Date.parse(at))}: ${lastError.slice(at.length + 1)}</p><p>It is tried again at its next time. If it keeps failing, tell whoever looks after this page.</p></section>`;
	}
	if (!run || run.refusal || run.attention.length === 0) return null;
	return html`<section class="told"><h2>Needs your attention</h2>${list(run.attention.map((sentence) => attention(sentence, row, view)))}</section>`;
}

/** A sentence that asks for something, with the button that approves it, where there is one. */
function attention(sentence: string, row: Configuration, view: View): Html {
	const { text, digest } = approvable(sentence);
	if (digest !== null && row.approval === digest) return html`${text} You have approved that: it goes with the next sync.`;
	if (digest === null || row.status !== 'active') return html`${text}`;
	return html`${text}${form(view, 'approve', row, html`<input type="hidden" name="digest" value="${digest}"><div class="deeds"><button>That is right: empty it on the other side too</button></div>`)}`;
}

const THIRTY_DAYS = 30;
const A_DAY = 86_400_000;

/** A line of the last thirty days: a bar for each, as high as what it brought, and the same in words. */
export function monthLine(row: Configuration, now: number): Html | null {
	const days = historyOf(row);
	if (days.length === 0) return null;
	const byDay = new Map(days.map((day) => [day.day, day]));
	const shown = Array.from({ length: THIRTY_DAYS }, (_, ago) => byDay.get(new Date(now - (THIRTY_DAYS - 1 - ago) * A_DAY).toISOString().slice(0, 10)));
	const most = Math.max(1, ...shown.map((day) => day?.written ?? 0));
	const sum = (of: (day: Day) => number) => shown.reduce((total, day) => total + (day ? of(day) : 0), 0);
	const failed = sum((day) => day.failed);
	const times = shown.flatMap((day) => day?.arrived ?? []).sort((a, b) => a - b);
	return html`<section><h2>The last thirty days</h2><ol class="days" aria-hidden="true">${shown.map((day) => bar(day, most))}</ol><p>${count(
		sum((day) => day.runs),
		'sync',
	)} in the last thirty days. ${count(sum((day) => day.written), 'contact was', 'contacts were')} written on either side. ${
		failed === 0 ? 'None failed.' : html`<span class="bad">${failed} failed.</span>`
	}${times.length > 0 && ` An edit is on the other side after ${inWords(times[Math.floor(times.length / 2)])}, as a rule.`}</p></section>`;
}

/** A time in seconds for people. */
function inWords(seconds: number): string {
	if (seconds < 90) return count(seconds, 'second');
	if (seconds < 90 * 60) return count(Math.round(seconds / 60), 'minute');
	return count(Math.round(seconds / 3_600), 'hour');
}

function bar(day: Day | undefined, most: number): Html {
	const kind = day === undefined ? 'none' : day.failed > 0 ? 'failed' : '';
	return html`<li class="${kind}" style="height:${Math.round(((day?.written ?? 0) / most) * 100)}%"></li>`;
}
