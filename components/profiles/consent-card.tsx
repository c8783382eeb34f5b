import { purposeText, reasonLabels } from "@/components/consent/suppression-words";
import { TitledCard } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import { purposeLabels } from "@/lib/consent/purposes";
import type { PersonSuppression } from "@/lib/consent/suppressions";
import type { ProfileDetail } from "@/lib/profiles/api";

/** Per purpose: yes, no, or never asked, which counts as no. Below, what stops messages whatever was agreed to. */
export function ConsentCard({ consent, suppressions }: Pick<ProfileDetail, "consent" | "suppressions">) {
	return (
		<TitledCard title="Consent">
			<ul className="grid gap-3 text-sm">
				{consent.map((one) => (
					<li key={one.purpose}>
						<div className="flex items-center justify-between gap-2">
							{purposeLabels[one.purpose]}
							<StatusBadge
								tone={one.state === "granted" ? "good" : one.state === "denied" ? "bad" : "neutral"}
							>
								{one.state === "granted" ? "Granted" : one.state === "denied" ? "Denied" : "Never asked"}
							</StatusBadge>
						</div>
						{one.effectiveAt ? (
							<div className="text-muted-foreground text-xs">
								<RelativeTime at={one.effectiveAt} /> · {one.source}
								{one.statement && <> · “{one.statement}”</>}
							</div>
						) : (
							<div className="text-muted-foreground text-xs">Counts as no: nothing is sent.</div>
						)}
					</li>
				))}
			</ul>
			{suppressions.length > 0 && (
				<div className="mt-4 grid gap-3 border-t pt-4 text-sm">
					<h3 className="font-medium">Suppressed</h3>
					<ul className="grid gap-3">
						{suppressions.map((one) => (
							<Suppressed key={[one.kind, one.hint, one.purpose, one.reason].join(" ")} suppression={one} />
						))}
					</ul>
				</div>
			)}
		</TitledCard>
	);
}

function Suppressed({ suppression }: { suppression: PersonSuppression }) {
	const { reason, purpose, hint, by, at, isInEffect } = suppression;
	return (
		<li>
			<div className="flex items-center justify-between gap-2">
				{purposeText(purpose)}
				<StatusBadge tone={isInEffect ? "bad" : "neutral"}>{reasonLabels[reason]}</StatusBadge>
			</div>
			<div className="wrap-anywhere text-muted-foreground text-xs">
				<RelativeTime at={at} /> · {by}
				{hint && <> · {hint}</>}
				{!isInEffect && " · replaced by another address since"}
			</div>
		</li>
	);
}
