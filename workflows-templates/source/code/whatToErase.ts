import type { CodeScope, Item } from './shared/scope';
import type { Checked } from './pages/request';

/** The sync whose memory is to be erased, for *Run One Contact Sync*. */
export function whatToErase({ $ }: CodeScope): Item[] {
	return [{ json: { ...$('Checked').first<Checked>().json.row, action: 'forget' } }];
}
