import { formatMoney, formatNumber } from "@/components/ui/format-number";
import type { PersonFigures } from "@/lib/segments/figures-api";

/** What a person's purchases add up to, in their currency where the purchases name one. */
export function formatPersonValue({ value, currency }: Pick<PersonFigures, "value" | "currency">): string {
	return currency === null ? formatNumber(value) : formatMoney(value, currency);
}
