/**
 * Placeholder for the name of an event, a trait or a segment until someone chooses it: "⟨the event that means
 * a purchase⟩". No workspace knows such a name, so a rule that has one is never counted nor stored.
 */
export function unfilledName(phrase: string): string {
	return `⟨${phrase}⟩`;
}

/** What is to be chosen, or null for a name. */
export function unfilledPhrase(name: string): string | null {
	if (name === "") return "one";
	return name.startsWith("⟨") && name.endsWith("⟩") ? name.slice(1, -1) : null;
}
