"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import { AmountField } from "@/components/campaigns/amount-field";
import { campaignsQueries } from "@/components/campaigns/api";
import type { VariantDraft } from "@/components/campaigns/campaign-draft";
import { readWeight } from "@/components/campaigns/typed-amounts";
import { blankVariant, evenly } from "@/components/campaigns/variant-drafts";
import { Button } from "@/components/ui/button";
import { Choice } from "@/components/ui/choose/choice";
import { Field, FieldError } from "@/components/ui/field";
import { formatPeople } from "@/components/ui/format-number";
import { Input } from "@/components/ui/input";
import { maxVariants, toBp, variantKey, variantSizes } from "@/lib/campaigns/variants";

/** Who gets which variant, and where each is delivered. */
export function VariantList({
	variants,
	treated,
	error,
	issueAt,
	onChange,
}: {
	variants: readonly VariantDraft[];
	/** People a launch would treat; undefined while unknown. */
	treated: number | undefined;
	/** What is wrong with the variants together. */
	error: string | undefined;
	/** What the server refused, by field. */
	issueAt: (path: string) => string | undefined;
	onChange: (variants: VariantDraft[]) => void;
}) {
	const destinations = useQuery(campaignsQueries.destinations());
	const sizes = sizesOf(variants, treated);
	const change = (index: number, part: Partial<VariantDraft>) =>
		onChange(variants.map((one, i) => (i === index ? { ...one, ...part } : one)));
	return (
		<div className="grid gap-4">
			<p className="text-muted-foreground text-sm">
				Treated people are divided at random. Each variant is an audience of its own at the destination.
			</p>
			{variants.map((variant, index) => (
				// Variants have no other identity than their place.
				// biome-ignore lint/suspicious/noArrayIndexKey: their order changes only by adding and removing
				<fieldset key={index} className="grid gap-3 rounded-md border border-border p-3">
					<legend className="sr-only">{variant.name || `Variant ${index + 1}`}</legend>
					<div className="grid items-start gap-3 sm:grid-cols-[minmax(0,1fr)_7rem_auto]">
						<Field label="Variant" error={issueAt(`variants.${index}.name`)}>
							<Input
								value={variant.name}
								maxLength={60}
								onChange={(event) => change(index, { name: event.target.value })}
							/>
						</Field>
						<AmountField
							label="Share (%)"
							error={issueAt(`variants.${index}.weight`)}
							hint={sizes ? formatPeople(sizes.get(variantKey(index)) ?? 0) : undefined}
							value={variant.weight}
							problemOf={(text) => readWeight(text).problem}
							onChange={(weight) => change(index, { weight })}
						/>
						<Button
							variant="ghost"
							size="icon"
							className="sm:mt-5.5"
							aria-label={`Remove ${variant.name || `variant ${index + 1}`}`}
							onClick={() =>
								onChange(variants.length <= 2 ? [] : evenly(variants.filter((_, i) => i !== index)))
							}
						>
							<Trash2 aria-hidden="true" />
						</Button>
					</div>
					<div className="grid items-start gap-3 sm:grid-cols-2">
						<Field label="Destination" error={issueAt(`variants.${index}.destinationId`)}>
							<Choice
								value={variant.destinationId}
								onChange={(destinationId) => change(index, { destinationId })}
								placeholder="The campaign’s destination"
								none="The campaign’s destination"
								isFailed={destinations.isError}
								options={destinations.data?.items.map(({ id, name, networkName }) => ({
									value: id,
									label: name,
									detail: networkName,
								}))}
							/>
						</Field>
						<Field label="Audience name (optional)" error={issueAt(`variants.${index}.audienceName`)}>
							<Input
								value={variant.audienceName}
								maxLength={45}
								placeholder="Campaign: variant"
								onChange={(event) => change(index, { audienceName: event.target.value })}
							/>
						</Field>
					</div>
				</fieldset>
			))}
			<FieldError>{error}</FieldError>
			<div className="flex flex-wrap gap-2">
				{variants.length < maxVariants && (
					<Button
						variant="outline"
						size="sm"
						onClick={() => onChange(evenly([...variants, blankVariant(variants.length)]))}
					>
						<Plus aria-hidden="true" /> Add variant
					</Button>
				)}
				<Button variant="ghost" size="sm" onClick={() => onChange(evenly(variants))}>
					Split evenly
				</Button>
				<Button variant="ghost" size="sm" onClick={() => onChange([])}>
					No variants
				</Button>
			</div>
		</div>
	);
}

/** How many people each variant would get; null while a weight cannot be read or they do not add up. */
function sizesOf(variants: readonly VariantDraft[], treated: number | undefined): Map<string, number> | null {
	if (treated === undefined) return null;
	const weights = variants.map(({ weight }) => readWeight(weight).value);
	const shares = weights.flatMap((weight, index) =>
		weight === undefined ? [] : [{ key: variantKey(index), weightBp: toBp(weight) }],
	);
	const isWhole =
		shares.length === variants.length && shares.reduce((sum, { weightBp }) => sum + weightBp, 0) === 10_000;
	return isWhole ? variantSizes(treated, shares) : null;
}
