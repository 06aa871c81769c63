import { asciiDigits } from './digits';

/**
 * A plain decimal number in its shortest writing: `1.50` is `1.5`, `+7` is `7`. Digits are kept, however many.
 *
 * @returns undefined for any other text: `0x1F`, `1e5`, `Infinity`, blanks, and `1,5`, which is two numbers in two countries.
 */
export function plainNumber(text: string): string | undefined {
	const [, sign, whole, fraction = ''] = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(asciiDigits(text.normalize('NFKC')).trim()) ?? [];
	if (whole === undefined) return undefined;
	const digits = whole.replace(/^0+(?=\d)/, '');
	const rest = fraction.replace(/0+$/, '');
	const number = rest === '' ? digits : `${digits}.${rest}`;
	return sign === '-' && number !== '0' ? `-${number}` : number;
}

/** A number of an API's answer as plain decimal text, also where JavaScript would write `1e-7`. */
export function numberText(value: number): string {
	const [, sign, digits, fraction = '', exponent] = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(String(value)) ?? [];
	if (exponent === undefined) return String(value);
	const all = digits + fraction;
	const point = 1 + Number(exponent);
	const padded = point > 0 ? all.padEnd(point, '0') : `${'0'.repeat(1 - point)}${all}`;
	const at = Math.max(point, 1);
	return plainNumber(`${sign}${padded.slice(0, at)}${padded.length > at ? `.${padded.slice(at)}` : ''}`) ?? String(value);
}
