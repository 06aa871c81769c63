import { createHash } from 'crypto';

import { deflateSync, inflateSync } from 'fflate';

import { UnreadableStateError } from './stateCodec';

/** The hexadecimal digits of a digest that stand before a packed text. */
const DIGEST_LENGTH = 16;

/** A short text that differs for different texts. */
export function digestOfText(text: string): string {
	return createHash('sha256').update(text).digest('hex').slice(0, DIGEST_LENGTH);
}

/** A text in some half of its size, of letters and digits that every database takes. */
export function packed(text: string): string {
	// Higher levels take three times as long for a tenth less.
	const bytes = deflateSync(Buffer.from(text), { level: 1 });
	return digestOfText(text) + Buffer.from(bytes).toString('base64');
}

/**
 * The text that was packed; one that an older version of this package stored as it was stays as it is.
 *
 * @throws UnreadableStateError when it is not what was packed.
 */
export function unpacked(text: string): string {
	if (text.startsWith('{')) return text;
	const whole = inflated(text.slice(DIGEST_LENGTH));
	if (whole === undefined || digestOfText(whole) !== text.slice(0, DIGEST_LENGTH)) throw new UnreadableStateError('it is damaged');
	return whole;
}

function inflated(text: string): string | undefined {
	try {
		return Buffer.from(inflateSync(Buffer.from(text, 'base64'))).toString();
	} catch {
		return undefined;
	}
}
