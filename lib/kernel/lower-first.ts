/** A label within a sentence: "Your customer ID" becomes "your customer ID". */
export function lowerFirst(label: string): string {
	return label.charAt(0).toLowerCase() + label.slice(1);
}
