const sentences: [codes: number[], sentence: string][] = [
	[[159, 160, 307], "It takes longer than 30 seconds; narrow it by event, trait or time"],
	[[241, 173], "It needs more memory than a list may take; narrow it, or group by fewer values"],
	[[396, 158], "It answers more than 5 000 000 people"],
	[
		[53, 43, 386, 349, 44, 117],
		"A value has another type than its place needs: compare numbers with numbers and text with text, and name a property's type, as in properties.amount.:Float64",
	],
	[
		[6, 27, 32, 38, 41, 70, 72, 321, 676],
		"A value cannot be read as the type it is turned into, or a uid is no person's number; toUInt32OrNull and its like leave such rows out",
	],
	[
		[215, 184, 10],
		"Beside an aggregate, every other column must be in GROUP BY, and aggregates cannot stand in WHERE or in each other",
	],
	[[42, 35, 34, 36, 456, 69], "A function is given too few or too many values, or such as it cannot take"],
	[
		[47, 207, 352, 179, 174],
		"A column's name can mean two things here, or none; put the table's alias before it, as in e.uid",
	],
	[[403, 48, 52], "JOIN … ON must compare a column of each side with ="],
	[[153], "It divides by zero"],
	[[125, 162, 167, 168], "A sub-select must answer one value here, and SELECTs cannot nest that deeply"],
	[[427], "A pattern of match or its like is no regular expression"],
	[[258], "Both sides of UNION need the same columns"],
];

/**
 * What the author sees for an engine error: our own sentence, by error number; null if the author did not
 * cause it.
 */
export function failureText(code: number): string | null {
	return sentences.find(([codes]) => codes.includes(code))?.[1] ?? null;
}
