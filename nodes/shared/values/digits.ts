const OTHER_DIGITS = /(?![0-9])\p{Nd}/gu;

const DIGIT = /\p{Nd}/u;

/** The text with decimal digits of any script as those of ASCII. */
export function asciiDigits(text: string): string {
	return text.replace(OTHER_DIGITS, (digit) => String(valueOf(digit.codePointAt(0) ?? 0)));
}

/** Unicode promises that the ten digits of a script stand in a row, the zero first; some rows stand side by side. */
function valueOf(digit: number): number {
	let first = digit;
	while (DIGIT.test(String.fromCodePoint(first - 1))) first -= 1;
	return (digit - first) % 10;
}
