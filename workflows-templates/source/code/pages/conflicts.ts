import type { Configuration } from '../shared/configuration';
import type { View } from './frame';
import { form, frame } from './frame';
import type { Html } from './html';
import { html, list } from './html';
import type { ConflictOfContact } from './lastRun';
import { conflictsOf, whichIsDecided } from './lastRun';
import { whoIsWho } from './whoIsWho';

/** The conflicts that nobody has decided, with both values, and the choice of one. */
export function conflictsPage(row: Configuration, view: View): string {
	const open = conflictsOf(row);
	const isDecided = whichIsDecided(row);
	const shown = open.map((conflict, index) => ({ conflict, index, isDecided: isDecided(conflict) }));
	const toDecide = shown.filter(({ conflict, isDecided }) => conflict.crmField !== undefined && !isDecided);
	const body = html`${open.length === 0 && html`<p>There is no open conflict.</p>`}${
		row.decisions && html`<section class="ask"><p class="state">Your decision is carried out with the next sync.</p></section>`
	}${toDecide.length > 0 && form(view, 'decide', row, html`<input type="hidden" name="run" value="${row.lastRunId}">${toDecide.map(({ conflict, index }) => question(conflict, index))}<div class="deeds"><button class="main">Decide</button></div>`)}${others(shown.filter(({ conflict }) => conflict.crmField === undefined))}${whoIsWho(row, view)}`;
	return frame(`${row.name}: conflicts`, body, row, 'conflicts');
}

function question({ contact, field, google, crm }: ConflictOfContact, index: number): Html {
	const choice = (value: string, label: string, text: string) => html`<label class="box"><input type="radio" name="keep-${index}" value="${value}"><span>${label}: <strong>${text || 'nothing'}</strong></span></label>`;
	return html`<section><fieldset><legend>${contact}, ${field}</legend>${choice('google', 'Take Google’s', google)}${choice('crm', 'Take the CRM’s', crm)}</fieldset></section>`;
}

/** What only an edit on one of the sides can decide. */
function others(conflicts: ReadonlyArray<{ conflict: ConflictOfContact }>): Html | false {
	if (conflicts.length === 0) return false;
	return html`<section><h2>To be settled in Google or in the CRM</h2>${list(
		conflicts.map(({ conflict: { contact, field, google, crm, reason, toDo } }) => html`${contact}, ${field}: <strong>${google || 'nothing'}</strong> in Google, <strong>${crm || 'nothing'}</strong> in the CRM. ${reason}.${toDo && ` ${toDo}.`}`),
	)}</section>`;
}
