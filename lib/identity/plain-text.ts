import { toStorableText } from "@/lib/kernel/storable-text";
import { joined, marks, trimInvisible } from "@/lib/kernel/visible-text";

/**
 * Text that identifies someone, as it is compared: Unicode NFC, nothing invisible, no blanks around it. Two values that look
 * alike are alike.
 */
export function plainText(text: string): string {
	return trimInvisible(toStorableText(text).replace(marks, "").normalize("NFC"));
}

/** The same for an address: it must contain no zero-width character. */
export function plainAddress(text: string): string {
	return plainText(text.replace(joined, ""));
}
