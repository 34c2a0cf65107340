#!/usr/bin/env bash
#SBATCH --job-name=facepipe
#SBATCH --array=1-16
#SBATCH --cpus-per-task=4
#SBATCH --mem=4G
#SBATCH --time=04:00:00
#SBATCH --output=facepipe-%A-%a.log
#
# Finds faces in 16 jobs of a Slurm cluster, over a disk that all its nodes share. Then one job
# that waits for them groups the faces and places the photos:
#
#     export PHOTOS=/data/photos PARTS=/data/parts OUT=/data/people
#     job=$(sbatch --parsable examples/slurm_array.sh)
#     sbatch --dependency="afterok:$job" --wrap "examples/join_shards.sh 16 $PARTS $OUT"
#
# Submit it from the folder of facepipe. For nodes with GPUs add --gres=gpu:1 and
# DETECT="detect --gpu". Fetch the models once, before, where nodes have no way to the internet:
# facepipe models fetch.
set -euo pipefail
: "${PHOTOS:?the folder of the photos}" "${PARTS:?a folder on the shared disk for the parts}"

# Cores are those that Slurm gives to the task.
export FACEPIPE_WORKERS="${SLURM_CPUS_PER_TASK:-1}"
exec examples/shard.sh "$SLURM_ARRAY_TASK_ID" "$SLURM_ARRAY_TASK_COUNT" "$PHOTOS" "$PARTS"
