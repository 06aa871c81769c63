import type { Configuration } from '../shared/configuration';
import type { View } from './frame';
import { button, form } from './frame';
import type { Html } from './html';
import { count, html } from './html';
import { lastRunOf } from './lastRun';

/** A Google contact and a CRM record of which the last sync could not tell whether they are one person. */
export interface Doubt {
	google: string;
	crm: string;
	/** How they are called; the id of one that the report does not list by itself. */
	names: Record<'google' | 'crm', string>;
}

type Told = Pick<Configuration, 'lastReport' | 'apart'>;

/** Those about whom nobody has said yet that they are two. */
export function doubtsOf(row: Told): Doubt[] {
	const details = lastRunOf(row)?.details ?? [];
	const name = (key: 'googleId' | 'crmId', id: string) => details.find((one) => one[key] === id)?.contact || id;
	const pairs = details.flatMap(({ googleId, crmId, perhaps = [] }) => perhaps.map((other) => ({ google: googleId ?? other, crm: crmId ?? other })));
	const doubts = new Map(pairs.filter(({ google, crm }) => google !== crm).map(({ google, crm }) => [`${google} ${crm}`, { google, crm }]));
	for (const pair of apartOf(row)) doubts.delete(pair);
	return [...doubts.values()].map((pair) => ({ ...pair, names: { google: name('googleId', pair.google), crm: name('crmId', pair.crm) } }));
}

function apartOf({ apart }: Pick<Configuration, 'apart'>): string[] {
	return apart ? apart.split('\n') : [];
}

/** The question of each pair, with what says that they are one and what says that they are two. */
export function whoIsWho(row: Configuration, view: View): Html | false {
	const doubts = doubtsOf(row);
	const apart = apartOf(row).length;
	if (doubts.length + apart === 0) return false;
	return html`<section><h2>One person or two?</h2>${
		doubts.length > 0 && html`<p>If two are one person, enter the same e-mail address or phone number in both. If they are two, keep them apart: then each is synced by itself.</p><ul>${doubts.map((doubt) => question(doubt, row, view))}</ul>`
	}${apart > 0 && html`<p>${count(apart, 'pair is', 'pairs are')} kept apart as two people.</p><div class="deeds">${button(view, 'together', row, 'Ask again about all of them')}</div>`}</section>`;
}

function question({ google, crm, names }: Doubt, row: Configuration, view: View): Html {
	const both = `${names.google} in Google, ${names.crm} in the CRM`;
	const inner = html`<input type="hidden" name="google" value="${google}"><input type="hidden" name="crm" value="${crm}"><div class="deeds"><button>Keep them apart<span class="unseen">: ${both}</span></button></div>`;
	return html`<li><strong>${names.google}</strong> in Google, <strong>${names.crm}</strong> in the CRM${form(view, 'apart', row, inner)}</li>`;
}
