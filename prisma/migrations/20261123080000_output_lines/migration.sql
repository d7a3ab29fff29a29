-- AlterTable
ALTER TABLE "Output" ADD COLUMN     "bytes" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "continues" INTEGER,
ADD COLUMN     "lines" INTEGER NOT NULL DEFAULT 0;

-- Stored as it comes: compressing it would take the server longer than writing it, and its pages are read in parts.
ALTER TABLE "Output" ALTER COLUMN "text" SET STORAGE EXTERNAL;

-- What was stored before gets its numbers. A line over three chunks or more is numbered as that of the chunk before.
WITH piece AS (
  SELECT "id", "stepId", "epoch", "seq", "stream", octet_length("text") AS size,
    length("text") - length(replace("text", E'\n', '')) + (right("text", 1) <> E'\n')::int AS pieces,
    "stream" <> 'note' AND coalesce(lag(right("text", 1)) OVER (PARTITION BY "stepId", "epoch", "stream" ORDER BY "seq") <> E'\n', false) AS goes_on
  FROM "Output"
), counted AS (
  SELECT *, sum(pieces - goes_on::int) OVER so_far AS lines, sum(size) OVER so_far AS bytes
  FROM piece WINDOW so_far AS (PARTITION BY "stepId", "epoch" ORDER BY "seq")
), numbered AS (
  SELECT *, CASE WHEN goes_on THEN lag(lines) OVER (PARTITION BY "stepId", "epoch", "stream" ORDER BY "seq") END AS continues
  FROM counted
)
UPDATE "Output" o SET "lines" = n.lines, "bytes" = n.bytes, "continues" = n.continues FROM numbered n WHERE n."id" = o."id";
