-- A command that was lost sight of and still runs on its host can be ended there, as an act beside the plan.
ALTER TABLE "SideStep" DROP CONSTRAINT "SideStep_kind_known";
ALTER TABLE "SideStep" ADD CONSTRAINT "SideStep_kind_known"
  CHECK (kind IN ('end_session', 'end_command', 'drop_index', 'skip_step'));
