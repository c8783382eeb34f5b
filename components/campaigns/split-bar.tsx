/** The two groups as one bar. */
export function SplitBar({ sent, heldOut }: { sent: number; heldOut: number }) {
	const total = sent + heldOut;
	if (total === 0) return null;
	return (
		<div className="flex h-2 gap-0.5 overflow-hidden rounded-full" aria-hidden="true">
			<div className="bg-treated" style={{ width: `${(sent / total) * 100}%` }} />
			<div className="bg-holdout" style={{ width: `${(heldOut / total) * 100}%` }} />
		</div>
	);
}
