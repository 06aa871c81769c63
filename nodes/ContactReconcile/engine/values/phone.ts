import type { PhoneNumber } from 'libphonenumber-js/min';
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';

import { asciiDigits } from '../../../shared/values/digits';

/** Longer than any phone number, as the library says; more is not examined. */
const LONGEST = 250;

/** A number in ASCII without extension, as nearly all are: its digits can be compared without the tables of all countries. */
const PLAIN = /^\+?[\d ().\-/]*$/;

/**
 * A calling code of no country, whose numbers begin with anything: so the library reads digits, punctuation and extension
 * of a number of which nobody says in what country it is dialled.
 */
const NOWHERE = '888';

/**
 * The comparison form of a phone number: E.164 where the number is a possible one of its country, else its digits; an
 * extension stays apart. `tel:` links and what countries dial before a number are read as the
 * library does, digits of any script as Unicode does. Text that is more than a number, as "1-800-FLOWERS", is compared as it is.
 *
 * @param country ISO 3166 code of the country of numbers that name none; empty when they are not to be guessed.
 */
export function phoneForm(text: string, country: string): string {
	if (text.length > LONGEST) return text;
	const dialled = asciiDigits(text).replace(/^tel:(?!.*;phone-context=)/i, '').replace(/^tel:/i, 'tel:');
	const abroad = dialled.replace(/^\s*(?:\(?00|\(\s*\+)/, '+').replace(/^(\+\d*)\)/, '$1');
	return international(dialled, country) ?? international(abroad, country) ?? digits(abroad) ?? text;
}

/** Whether two numbers have the same form; most are decided without the tables of all countries. */
export function samePhone(a: string, b: string, country: string): boolean {
	const [one, other] = [plainDigits(a), plainDigits(b)];
	if (one !== undefined && other !== undefined) {
		if (one === other) return true;
		// Countries differ in how a number begins, never in how it ends.
		if (one.slice(-3) !== other.slice(-3)) return false;
	}
	return phoneForm(a, country) === phoneForm(b, country);
}

/** Whether one number is the other one with an extension. */
export function isWithExtension(long: string, short: string, country: string): boolean {
	const number = phoneForm(short, country);
	return number !== '' && phoneForm(long, country).startsWith(`${number}x`);
}

/** Whether numbers can be read as dialled in this country. */
export function isPhoneCountry(code: string): boolean {
	return isSupportedCountry(code);
}

function plainDigits(text: string): string | undefined {
	if (text.length > LONGEST || !PLAIN.test(text)) return undefined;
	const dialled = text.replace(/[^\d+]/g, '');
	return dialled.length < 4 ? undefined : dialled;
}

function international(text: string, country: string): string | undefined {
	const number = possible(text, country);
	// Only a number that reads as itself is a form: a few odd ones lose a prefix each time that they are read.
	if (!number || possible(number.number, country)?.number !== number.number) return undefined;
	return withExtension(number.number, number);
}

function possible(text: string, country: string): PhoneNumber | undefined {
	const number = isSupportedCountry(country)
		? parsePhoneNumberFromString(text, { defaultCountry: country, extract: false })
		: parsePhoneNumberFromString(text, { defaultCallingCode: NOWHERE, extract: false });
	const isKnown = number !== undefined && (number.countryCallingCode !== NOWHERE || /^[+＋]/.test(text));
	return isKnown && number.isPossible() ? number : undefined;
}

/** The digits and the extension, with a plus sign where there is one. */
function digits(text: string): string | undefined {
	const [, plus, dialled] = /^\s*([+＋]?)(.*)$/s.exec(text) ?? [];
	const number = parsePhoneNumberFromString(dialled ?? '', { defaultCallingCode: NOWHERE, extract: false });
	if (!number || number.countryCallingCode !== NOWHERE) return undefined;
	return withExtension(`${plus ? '+' : ''}${number.nationalNumber}`, number);
}

function withExtension(number: string, { ext }: PhoneNumber): string {
	return ext ? `${number}x${ext}` : number;
}
