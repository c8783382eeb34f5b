// Those of google.ads.datamanager.v1.ProcessingErrorReason and ProcessingWarningReason that contacts can meet.
const known: Readonly<Record<string, string>> = {
	DENIED_CONSENT: "Consent was denied, by the person or in the account's default settings",
	NO_CONSENT: "The account has not given the consent for Google's ads services",
	UNKNOWN_CONSENT: "Google could not tell whether there is consent",
	INTERNAL_ERROR: "Google had an internal error",
	UNSPECIFIED: "Google gave no reason",
	INVALID_FORMAT: "Badly formed",
	USER_IDENTIFIER_DECRYPTION_ERROR: "Google could not decrypt the identifier",
	DECRYPTION_ERROR: "Google could not decrypt the upload",
};

/** Google's reason for leaving records out, in plain words. */
export function processingReason(reason: string): string {
	const short = reason.replace(/^PROCESSING_(?:ERROR|WARNING)_(?:REASON_)?/, "") || "UNSPECIFIED";
	const text = Object.hasOwn(known, short) ? known[short] : undefined;
	if (text !== undefined) return text;
	// Google adds reasons without notice.
	const words = short.toLowerCase().replaceAll("_", " ");
	return words.charAt(0).toUpperCase() + words.slice(1);
}
