/**
 * Messages that need the field's name as subject: "must be at least 1". Others are full sentences: "give it a
 * name".
 */
const wantsSubject =
	/^(is|are|must|has|have|needs|cannot|can|does|do|holds|leads|takes|belongs|identifies|comes|stays)\b/;

/** The last segment of "rule.rules.0.window.amount" as words; for a list item, the list's name. */
function subjectOf(path: string): string {
	const name = path
		.split(".")
		.filter((part) => !/^\d*$/.test(part))
		.at(-1);
	if (!name) return "The request";
	const words = name
		.replace(/(?<=[a-z])(Bp|Id)$/, "")
		.replace(/([a-z])([A-Z])/g, "$1 $2")
		.replace(/_/g, " ")
		.toLowerCase();
	return capitalized(words);
}

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * The server's message about one field, for a screen: its path in the request is for programs. Under the
 * field itself the subject is "This".
 */
export function issueSentence(
	{ path, message }: { path: string; message: string },
	subject = subjectOf(path),
): string {
	const text = wantsSubject.test(message) ? `${subject} ${message}` : capitalized(message);
	return /[.!?]$/.test(text) ? text : `${text}.`;
}
