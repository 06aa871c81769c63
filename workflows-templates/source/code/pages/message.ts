import type { Configuration } from '../shared/configuration';
import { frame, to } from './frame';
import { html } from './html';
import type { Refused } from './request';

/** Why nothing was done. */
export function refusedPage({ title, text }: Refused, row: Configuration | null): string {
	return frame(title, html`<section class="told"><p>${text}</p><p>${row ? html`<a href="${to('sync', row)}">Back to ${row.name}</a>` : html`<a href="?">To all syncs</a>`}</p></section>`, row);
}
