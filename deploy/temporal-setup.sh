#!/bin/sh
# Prepares Temporal on our Postgres. Runs in temporalio/admin-tools, and again at every start, so each step must do no
# harm when it has been done before.
#
#   temporal-setup.sh schema      databases and tables, up to this version's
#   temporal-setup.sh namespace   the namespace, once the server answers
#
# The tools read SQL_HOST, SQL_PORT, SQL_USER, SQL_PASSWORD, SQL_PLUGIN and TEMPORAL_ADDRESS from the environment.
set -eu

# The schema of every version is part of the tool, so nothing has to be found on the image's disk.
schema() {
  database=$1
  name=$2
  temporal-sql-tool --db "$database" create
  # Creates the version tables where there are none, and leaves an existing version alone.
  temporal-sql-tool --db "$database" setup-schema -v 0.0
  temporal-sql-tool --db "$database" update-schema --schema-name "$name"
}

# Workflows that ended are kept this long for operators to look at.
RETENTION=30d

namespace() {
  tries=0
  until temporal operator cluster health; do
    tries=$((tries + 1))
    if [ "$tries" -ge 60 ]; then
      echo "Temporal at $TEMPORAL_ADDRESS did not answer for two minutes" >&2
      exit 1
    fi
    sleep 2
  done
  if temporal operator namespace describe --namespace "$1" >/dev/null 2>&1; then
    echo "namespace $1 is there"
  else
    temporal operator namespace create --namespace "$1" --retention "$RETENTION"
  fi
}

case "${1:-}" in
  schema)
    schema temporal postgresql/v12/temporal
    schema temporal_visibility postgresql/v12/visibility
    ;;
  namespace)
    namespace "${TEMPORAL_NAMESPACE:-default}"
    ;;
  *)
    echo "usage: temporal-setup.sh schema|namespace" >&2
    exit 2
    ;;
esac
