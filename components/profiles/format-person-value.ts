import { formatMoney, formatNumber } from "@/components/ui/format-number";
import type { PersonFigures } from "@/lib/segments/figures-api";

/** The sum of a person's purchases, in their currency if the purchases name one. */
export function formatPersonValue({ value, currency }: Pick<PersonFigures, "value" | "currency">): string {
	return currency === null ? formatNumber(value) : formatMoney(value, currency);
}
