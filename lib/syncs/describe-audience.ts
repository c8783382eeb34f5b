/** What an audience says of itself at the network, to whoever builds a campaign there. */
export function describeAudience(use: string): string {
	return use === "exclude"
		? "People to keep out: exclude this audience from ad sets. Kept up to date by Muster. Do not edit by hand."
		: "Kept up to date by Muster. Do not edit by hand.";
}
