import { storableText } from "@/lib/kernel/storable-text";

// Characters without width that copying and spreadsheets leave behind: two values that look alike are alike.
const invisible = /[\u200B-\u200D\u2060\uFEFF]/g;

/** Text that identifies somebody, as it is compared: Unicode NFC, nothing invisible, no blanks around it. */
export function plainText(text: string): string {
	return storableText(text).replace(invisible, "").normalize("NFC").trim();
}
