import { sameText } from '../../shared/values/sameText';
import type { FieldValues } from '../../shared/protocol';

/** Whether a record that shows `shown` shows these values; a field that it does not show is empty. */
export function sameValues(shown: FieldValues, values: FieldValues): boolean {
	return Object.entries(values).every(([name, value]) => sameText(shown[name] ?? '', value));
}
