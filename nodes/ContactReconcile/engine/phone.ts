import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** What phone numbers are made of besides digits and a leading plus sign. */
const SEPARATORS = /[\s().\-/\u00a0\u2010-\u2015\u2212]/g;

/** A number as it is dialled: digits, with a plus sign when it names its country; and what is dialled after it. */
interface Dialled {
	digits: string;
	extension: string;
}

/**
 * The comparison form of a phone number: E.164 where the number is a possible one of its country, else its digits; an
 * extension stays apart. Text that is more than a number, as "1-800-FLOWERS", is compared as it is.
 *
 * @param country ISO 3166 code of the country of numbers that name none; empty when they are not to be guessed.
 */
export function phoneForm(text: string, country: string): string {
	const dialled = dial(text);
	return dialled ? withExtension(international(dialled.digits, country), dialled) : text;
}

/** Whether two numbers have the same form; most are decided without the tables of all countries. */
export function samePhone(a: string, b: string, country: string): boolean {
	const [one, other] = [dial(a), dial(b)];
	if (!one || !other) return phoneForm(a, country) === phoneForm(b, country);
	if (one.extension !== other.extension) return false;
	if (one.digits === other.digits) return true;
	// Countries differ in how a number begins, never in how it ends.
	if (one.digits.slice(-3) !== other.digits.slice(-3)) return false;
	return international(one.digits, country) === international(other.digits, country);
}

/** Whether numbers can be read as dialled in this country. */
export function isPhoneCountry(code: string): boolean {
	return isSupportedCountry(code);
}

function dial(text: string): Dialled | undefined {
	const [, number = text, extension = ''] = /^(.*?)\s*(?:ext\.?|x|#|;ext=)\s*(\d+)$/is.exec(text) ?? [];
	const bare = number.replace(SEPARATORS, '');
	if (!/^\+?\d+$/.test(bare)) return undefined;
	return { digits: bare.replace(/^00/, '+'), extension };
}

function withExtension(number: string, { extension }: Dialled): string {
	return extension ? `${number}x${extension}` : number;
}

function international(digits: string, country: string): string {
	const number = e164(digits, country);
	// Only a number that reads as itself is a form: a few odd ones lose a prefix each time that they are read.
	return number !== undefined && e164(number, country) === number ? number : digits;
}

function e164(digits: string, country: string): string | undefined {
	if (country === '' && !digits.startsWith('+')) return undefined;
	const number = parsePhoneNumberFromString(digits, {
		...(isSupportedCountry(country) && { defaultCountry: country }),
		extract: false,
	});
	return number?.isPossible() ? number.number : undefined;
}
