import { Checkbox } from "@/components/ui/checkbox";
import { RadioChoices } from "@/components/ui/choose/radio-choices";
import type { NetworkView } from "@/lib/destinations/contracts";

const byLabel = ({ label }: { label: string }) => `By ${label.charAt(0).toLowerCase()}${label.slice(1)}`;

/** The identifiers that a new sync sends: several where each finds the person by itself, one where it finds their record. */
export function IdentifierChoice({
	network,
	chosen,
	onChange,
}: {
	network: NetworkView;
	chosen: readonly string[];
	onChange: (kinds: readonly string[]) => void;
}) {
	const all = network.identifierKinds;
	if (network.keepsRecords) {
		return (
			<fieldset className="grid gap-2.5">
				<legend className="mb-1.5 font-medium text-sm">How {network.name} finds a person</legend>
				{all.length === 1 ? (
					<p className="text-sm">{all.map((one) => `${byLabel(one)}, sent ${one.sentAs}.`)}</p>
				) : (
					<RadioChoices
						label={`How ${network.name} finds a person`}
						value={chosen[0] ?? ""}
						options={all.map(({ kind, label, sentAs }) => ({
							value: kind,
							label: byLabel({ label }),
							hint: `Sent ${sentAs}.`,
						}))}
						onChange={(kind) => onChange([kind])}
					/>
				)}
				<p className="text-muted-foreground text-sm">
					{network.name} keeps one record per person, and looks it up by this identifier. People without one
					are left out. This can't be changed later.
				</p>
			</fieldset>
		);
	}
	return (
		<fieldset className="grid gap-2.5">
			<legend className="mb-1.5 font-medium text-sm">Identifiers to send</legend>
			{all.map((kind) => (
				<div key={kind.kind} className="flex items-start gap-2.5 text-sm">
					<Checkbox
						id={`kind-${kind.kind}`}
						className="mt-0.5"
						checked={chosen.includes(kind.kind)}
						onCheckedChange={(checked) =>
							onChange(
								all
									.map((one) => one.kind)
									.filter((one) => (one === kind.kind ? checked === true : chosen.includes(one))),
							)
						}
					/>
					<div>
						<label htmlFor={`kind-${kind.kind}`}>{kind.label}</label>
						<p className="text-muted-foreground">Sent {kind.sentAs}.</p>
					</div>
				</div>
			))}
			<p className="text-muted-foreground text-sm">
				{network.hasOneIdentifier
					? "Each identifier is sent as a separate message, so choose one for one message per person. This can't be changed later."
					: "More identifiers match more people. This can't be changed later."}
			</p>
		</fieldset>
	);
}
