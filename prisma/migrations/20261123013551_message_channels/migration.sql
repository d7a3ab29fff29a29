-- AlterTable
ALTER TABLE "Message" ADD COLUMN     "channelKey" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "contactKey" TEXT;

-- AlterTable
ALTER TABLE "ChannelSetting" ADD COLUMN     "connectedTo" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "sender" TEXT NOT NULL DEFAULT '';

-- A kind that no screen knows would be a message that nobody can place.
ALTER TABLE "Message" ADD CONSTRAINT "Message_kind_known" CHECK (kind IN
  ('notification', 'update', 'escalation', 'approval', 'reminder', 'resolved', 'test'));
ALTER TABLE "Message" ADD CONSTRAINT "Message_channel_known" CHECK (channel IN ('slack', 'email', 'hotline', 'in_person'));
